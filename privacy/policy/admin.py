"""The policy at the officer's desk: what is published, what it switches off (rule 1), and drafts on their way to it."""

from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import admin, messages
from django.contrib.admin.utils import label_for_field
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from privacy.audit.desk import DeskAdmin
from privacy.policy import models as policy
from privacy.policy import publishing, rendering
from privacy.policy.desk import MAY_EDIT, BlockInline, ItemInline, PartAdmin, WhitelistInline, is_draft
from privacy.policy.differences import LANGUAGES, differences
from privacy.policy.exceptions import CannotPublish, CannotWithdraw
from privacy.policy.forms import PublishForm, VersionForm, WithdrawForm
from privacy.policy.models import PolicyVersion
from privacy.policy.services import closed_activities, effective_version, switched_on

EDITED = (
    policy.Article, policy.PolicyActivity, policy.PolicyRecipient, policy.PolicyConsignee, policy.PolicyTransfer,
    policy.PolicyCookie, policy.Remedy, policy.PreservationRule, policy.ChangeNote,
)  # fmt: skip
FACTS = ("title_ko", "title_en", "announced_at", "effective_at", "published_at", "summary_ko", "summary_en")


class ReadOnlyAdmin(DeskAdmin):
    """A list, and a page on which nothing can be changed."""

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(PolicyVersion)
class PolicyVersionAdmin(ReadOnlyAdmin):
    """The versions, with what the one in force keeps closed; a draft is edited, compared and published here."""

    list_display = ("number", "title_en", "announced_at", "effective_at", "published_at")
    change_list_template = "admin/privacy_policy/versions.html"

    def get_urls(self) -> list[URLPattern]:
        view, name, fresh = self.admin_site.admin_view, "privacy_policy_policyversion", reauthentication_required
        return [
            path("draft/", view(self.draft_view), name=f"{name}_draft"),
            path("<int:number>/preview/", view(self.preview_view), name=f"{name}_preview"),
            path("<int:number>/differences/", view(self.differences_view), name=f"{name}_differences"),
            # Publishing and taking back need the password or passkey given again within the last minutes.
            path("<int:number>/publish/", view(fresh(self.publish_view)), name=f"{name}_publish"),
            path("<int:number>/withdraw/", view(fresh(self.withdraw_view)), name=f"{name}_withdraw"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Say which activities are off, and which are on although nothing discloses them."""
        closed = ", ".join(activity.code for activity in closed_activities())
        if closed:
            messages.info(request, _("Switched off, because the policy in force does not disclose it: %s") % closed)
        forced = ", ".join(sorted(switched_on()))
        if forced:
            text = _("Demonstration only: switched on although the policy in force does not disclose it: %s")
            messages.warning(request, text % forced)
        return super().changelist_view(request, {"may_edit": request.user.has_perm(MAY_EDIT), **(extra_context or {})})

    def changeform_view(self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any) -> Any:
        """What the version is, the form of a draft, its parts, and what keeps it from being published."""
        version = self._version(request, object_id)
        if request.method == "POST" and not is_draft(version):
            raise PermissionDenied
        form = self._form(request, version)
        if form and form.is_valid():
            form.save()
            self.log_change(request, version, "")
            messages.success(request, _("The draft is saved."))
            return redirect(request.path)
        context = {
            "form": form,
            "submit": _("Save"),
            "facts": [
                (label_for_field(name, PolicyVersion), value) for name in FACTS if (value := getattr(version, name))
            ],
            "parts": [self._part(version, part) for part in EDITED],
            "refusals": list(publishing.refusals(version)) if is_draft(version) else [],
            "is_announced": version in PolicyVersion.objects.announced_on(publishing.today()),
            "withdrawal": getattr(version, "withdrawal", None),
        }
        return self._page(request, "version.html", version, context)

    def draft_view(self, request: HttpRequest) -> HttpResponse:
        """Begin a draft as a copy of the version in force."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not request.user.has_perm(MAY_EDIT):
            raise PermissionDenied
        version = publishing.create_draft()
        self.log_addition(request, version, "")
        return redirect("admin:privacy_policy_policyversion_change", version.pk)

    def preview_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """The page that everybody will see."""
        version = self._version(request, number)
        context = {**rendering.page(version, rendering.language()), "is_effective": False, "is_preview": True}
        return TemplateResponse(request, "privacy/policy.html", context)

    def differences_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """Side by side with the version in force, in both languages."""
        version, base = self._version(request, number), effective_version()
        found = [(language, differences(base, version, language)) for language in LANGUAGES]
        return self._page(request, "differences.html", version, {"base": base, "languages_compared": found})

    def publish_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """Announce a draft today."""
        version = self._edited(request, number)
        form = PublishForm(request.POST or None, version=version)
        if form.is_valid():
            try:
                publishing.publish(number=version.number, effective_at=form.cleaned_data["effective_at"])
                return self._done(request, version, _("Version %(n)s is announced."))
            except CannotPublish as error:
                for refusal in error.refusals:
                    form.add_error(None, refusal.text)
        days, earliest = publishing.notice_days(version), publishing.earliest_effective(version)
        context = {"form": form, "submit": _("Publish"), "days": days, "earliest": earliest}
        return self._page(request, "decide.html", version, context, refused=form.is_bound)

    def withdraw_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """Take an announced version back before its day."""
        version = self._edited(request, number)
        form = WithdrawForm(request.POST or None)
        if form.is_valid():
            try:
                reason, officer = form.cleaned_data["reason"], UUID(str(request.user.pk))
                publishing.withdraw(number=version.number, reason=reason, officer=officer)
                return self._done(request, version, _("Version %(n)s is withdrawn."))
            except CannotWithdraw:
                form.add_error(None, _("Only an announced version that is not yet in force can be withdrawn."))
        context = {"form": form, "submit": _("Withdraw the announcement"), "days": 0}
        return self._page(request, "decide.html", version, context, refused=form.is_bound)

    def _form(self, request: HttpRequest, version: PolicyVersion) -> VersionForm | None:
        if not (is_draft(version) and request.user.has_perm(MAY_EDIT)):
            return None
        return VersionForm(request.POST or None, instance=version)

    def _part(self, version: PolicyVersion, part: Any) -> dict[str, Any]:
        name = f"admin:{part._meta.app_label}_{part._meta.model_name}"
        return {
            "name": part._meta.verbose_name_plural,
            "count": part.objects.filter(version=version).count(),
            "list": f"{reverse(f'{name}_changelist')}?version__number__exact={version.number}",
            "add": f"{reverse(f'{name}_add')}?version={version.number}" if is_draft(version) else "",
        }

    def _version(self, request: HttpRequest, number: object) -> PolicyVersion:
        if not self.has_view_permission(request):
            raise PermissionDenied
        version: PolicyVersion | None = self.get_object(request, str(number))
        if version is None:
            raise Http404
        return version

    def _edited(self, request: HttpRequest, number: int) -> PolicyVersion:
        if not request.user.has_perm(MAY_EDIT):
            raise PermissionDenied
        return self._version(request, number)

    def _done(self, request: HttpRequest, version: PolicyVersion, message: str) -> HttpResponse:
        self.log_change(request, version, "")
        messages.success(request, message % {"n": version.number})
        return redirect("admin:privacy_policy_policyversion_change", version.pk)

    def _page(
        self, request: HttpRequest, template: str, version: PolicyVersion, context: dict[str, Any], *,
        refused: bool = False,
    ) -> TemplateResponse:  # fmt: skip
        request.current_app = self.admin_site.name
        title = _("Version %(n)s of the privacy policy") % {"n": version.number}
        everywhere = {**self.admin_site.each_context(request), "opts": self.opts, "version": version, "title": title}
        may = {"may_edit": request.user.has_perm(MAY_EDIT), "is_draft": is_draft(version)}
        path_ = f"admin/privacy_policy/{template}"
        return TemplateResponse(request, path_, everywhere | may | context, status=422 if refused else 200)


@admin.register(policy.Article)
class ArticleAdmin(PartAdmin):
    list_display = ("number", "title_ko", "title_en", "version")
    inlines = (BlockInline,)


@admin.register(policy.PolicyActivity)
class PolicyActivityAdmin(PartAdmin):
    list_display = ("code", "title_ko", "legal_basis", "required", "keep_years", "keep_months", "keep_days", "version")
    inlines = (ItemInline,)


@admin.register(policy.PolicyRecipient)
class PolicyRecipientAdmin(PartAdmin):
    list_display = ("code", "name_ko", "activity", "version")
    list_select_related = ("activity", "version")
    inlines = (WhitelistInline,)


@admin.register(policy.PolicyConsignee)
class PolicyConsigneeAdmin(PartAdmin):
    list_display = ("name_ko", "details_ko", "version")


@admin.register(policy.PolicyTransfer)
class PolicyTransferAdmin(PartAdmin):
    list_display = ("recipient_ko", "country_ko", "version")


@admin.register(policy.PolicyCookie)
class PolicyCookieAdmin(PartAdmin):
    list_display = ("category", "purpose_ko", "version")


@admin.register(policy.Remedy)
class RemedyAdmin(PartAdmin):
    list_display = ("name_ko", "phone", "website", "version")


@admin.register(policy.ChangeNote)
class ChangeNoteAdmin(PartAdmin):
    list_display = ("place", "reason_ko", "version")


@admin.register(policy.PreservationRule)
class PreservationRuleAdmin(PartAdmin):
    list_display = ("code", "version", "title_en", "law_en", "keep_years", "keep_months")


@admin.register(policy.KnownGap)
class KnownGapAdmin(ReadOnlyAdmin):
    list_display = ("subject_en", "version", "article", "activity", "item", "direction", "remedied_by")
    list_filter = ("version", "direction")


@admin.register(policy.PolicyItem)
class PolicyItemAdmin(ReadOnlyAdmin):
    """All items at a glance; they are edited with their activity, and go with it."""

    list_display = ("label_en", "version", "activity", "code", "required", "origin")
    list_filter = ("version", "required", "origin")
    list_select_related = ("activity", "version")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None and request.user.has_perm(MAY_EDIT) and is_draft(obj)


@admin.register(policy.ItemRelaxation)
class ItemRelaxationAdmin(ReadOnlyAdmin):
    list_display = ("item", "reason", "relaxed_by", "relaxed_at")
    list_select_related = ("item",)


@admin.register(policy.PreservationActivation)
class PreservationActivationAdmin(ReadOnlyAdmin):
    list_display = ("rule", "active", "demonstration", "applies_because", "confirmed_by", "confirmed_at")
    ordering = ("-confirmed_at",)


@admin.register(policy.TranslationConfirmation)
class TranslationConfirmationAdmin(ReadOnlyAdmin):
    list_display = ("version", "confirmed_by", "confirmed_at")


@admin.register(policy.CurrentContact)
class CurrentContactAdmin(ReadOnlyAdmin):
    list_display = ("name_en", "phone", "website", "checked_on", "source")
