"""Forms of requests: what a member asks for, and what the officer answers."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.clocks import DAYS_MOST_POSTPONED, DAYS_TO_ANSWER, add_days, seoul_date
from privacy.guards import GuardedForm
from privacy.rights.choices import OUTCOMES, RequestKind, RequestState
from privacy.rights.granting import ACTING, BY_HAND, SUSPENSION, concernable, effects
from privacy.rights.models import RightsRequest
from privacy.rights.requests import Decision, Wish

EMPTY = ("", "---------")


class RequestForm(GuardedForm):
    """What a member asks for, in her own words; no reason is asked for."""

    kind = forms.ChoiceField(label=_("What you ask for"), widget=forms.RadioSelect)
    complains_of = forms.ChoiceField(label=_("The answer that you do not agree with"), required=False)
    concerns = forms.ChoiceField(
        label=_("Which use of your data it is about"),
        required=False,
        help_text=_("You can leave this open and say it in your own words."),
    )
    wish = forms.CharField(
        label=_("In your words"),
        max_length=4000,
        help_text=_("Which data it is about, and what should happen. It is stored encrypted; every look is logged."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, data: Any = None, *, subject_id: UUID, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        earlier = list(RightsRequest.objects.of(subject_id).not_granted()[:50])
        # Without an answer to complain about there is nothing to choose.
        kinds = [(value, label) for value, label in RequestKind.choices if earlier or value != RequestKind.COMPLAINT]
        self._choices("kind", kinds)
        self._choices("concerns", [EMPTY, *concernable(subject_id).items()])
        if earlier:
            answers = [(str(each.pk), f"{each.number}: {each.get_kind_display()}") for each in earlier]
            self._choices("complains_of", [EMPTY, *answers])
        else:
            del self.fields["complains_of"]

    def clean(self) -> dict[str, Any]:
        """A complaint says about which answer; nothing else does."""
        cleaned: dict[str, Any] = self.cleaned_data
        is_complaint = cleaned.get("kind") == RequestKind.COMPLAINT
        if is_complaint and not cleaned.get("complains_of"):
            self.add_error("complains_of", _("Choose the answer that you do not agree with."))
        if not is_complaint:
            cleaned["complains_of"] = ""
        return cleaned

    @property
    def wished(self) -> Wish:
        """What was asked for."""
        given = self.cleaned_data
        earlier = given["complains_of"]
        return Wish(
            kind=RequestKind(given["kind"]),
            text=given["wish"],
            token=given["token"],
            concerns=given["concerns"],
            complains_of=UUID(earlier) if earlier else None,
        )

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


class AnswerForm(GuardedForm):
    """How the officer answers one request: only what its kind and its person leave to choose."""

    is_stale = False  # Whether the officer has to prove anew who she is.

    outcome = forms.ChoiceField(label=_("Outcome"))
    effect = forms.ChoiceField(label=_("To be carried out with it"), required=False)
    ground = forms.ChoiceField(label=_("Ground, unless everything is granted"), required=False)
    until = forms.DateField(
        label=_("Postponed until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    text = forms.CharField(
        label=_("Answer to the member"), min_length=5, max_length=4000, widget=forms.Textarea(attrs={"rows": 8})
    )

    def __init__(self, data: Any = None, *, asked: RightsRequest) -> None:
        matter = asked.matter
        super().__init__(data, initial={"effect": f"{matter}:{asked.concerns}" if asked.concerns else ""})
        states = [*OUTCOMES, RequestState.POSTPONED] if asked.can_be_postponed else OUTCOMES
        self._choices("outcome", [EMPTY, *((each.value, each.label) for each in states)])
        self._choices("ground", [EMPTY, *((each.value, each.label) for each in asked.grounds)])
        if matter in ACTING:
            self._offer_effects(asked)
        else:
            del self.fields["effect"]
        if asked.can_be_postponed:
            last = add_days(seoul_date(asked.received_at), DAYS_TO_ANSWER + DAYS_MOST_POSTPONED)
            tomorrow = seoul_date(timezone.now()) + timedelta(days=1)
            self.fields["until"].widget.attrs |= {"min": tomorrow.isoformat(), "max": last.isoformat()}
        else:
            del self.fields["until"]

    @property
    def decision(self) -> Decision:
        """What was decided."""
        given = self.cleaned_data
        return Decision(
            outcome=RequestState(given["outcome"]),
            text=given["text"],
            ground=given["ground"],
            effect=given.get("effect", ""),
            until=given.get("until"),
        )

    def _offer_effects(self, asked: RightsRequest) -> None:
        possible = effects(asked.subject_id, asked.matter)
        labels = {
            code: _("Stop the use of all data") if code == SUSPENSION else title for code, title in possible.items()
        }
        done = (BY_HAND, _("Nothing more: it is done already"))
        self._choices("effect", [EMPTY, *labels.items(), done])

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]
