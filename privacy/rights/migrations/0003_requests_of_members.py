import django.db.models.deletion
import django.utils.timezone
import privacy.subjects.fields
import privacy.subjects.uuids
from django.db import migrations, models

from privacy.subjects.operations import AddFence


class Migration(migrations.Migration):
    dependencies = [
        ("privacy_rights", "0002_exports_of_ones_own_data"),
        ("privacy_subjects", "0002_left_at"),
    ]

    operations = [
        migrations.CreateModel(
            name="RightsRequestEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=privacy.subjects.uuids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("request", models.UUIDField(db_index=True, verbose_name="request")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("identified", "Identity confirmed by sign-in"),
                            ("reminded", "Privacy officer reminded"),
                            ("overdue", "Day of the answer is over"),
                            ("postponed", "Answer postponed"),
                            ("carried_out", "Carried out"),
                            ("answered", "Answered"),
                            ("closed", "Settled by leaving"),
                            ("reopened", "Open again after the return"),
                        ],
                        max_length=12,
                        verbose_name="step",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("postponed", "Postponed"),
                            ("granted", "Granted"),
                            ("partial", "Granted in part"),
                            ("refused", "Refused"),
                            ("closed", "Settled by leaving"),
                        ],
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="answer due by")),
                ("effect", models.CharField(blank=True, max_length=90, verbose_name="what was carried out")),
                ("by", models.UUIDField(null=True, verbose_name="account")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="privacy_subjects.datasubject"
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a request",
                "verbose_name_plural": "steps of requests",
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="RightsRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=privacy.subjects.uuids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="number")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("access", "Access to my data (PIPA art. 35)"),
                            ("correction", "Correction (art. 36)"),
                            ("deletion", "Deletion (art. 36)"),
                            ("suspension", "Suspension of processing (art. 37)"),
                            ("withdrawal", "Withdrawal of a consent (art. 37)"),
                            ("decision", "Objection to an automated decision, or its explanation (art. 37-2)"),
                            ("complaint", "Complaint about an answer (art. 38(5))"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("concerns", models.CharField(blank=True, max_length=40, verbose_name="activity")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("postponed", "Postponed"),
                            ("granted", "Granted"),
                            ("partial", "Granted in part"),
                            ("refused", "Refused"),
                            ("closed", "Settled by leaving"),
                        ],
                        default="received",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "wish",
                    privacy.subjects.fields.EncryptedTextField(
                        max_length=4000, sealed_as="privacy_rights.rightsrequest.wish", verbose_name="what is asked for"
                    ),
                ),
                (
                    "postponement",
                    privacy.subjects.fields.EncryptedTextField(
                        blank=True,
                        max_length=4000,
                        sealed_as="privacy_rights.rightsrequest.postponement",
                        verbose_name="why the answer is postponed",
                    ),
                ),
                (
                    "answer",
                    privacy.subjects.fields.EncryptedTextField(
                        blank=True,
                        max_length=4000,
                        sealed_as="privacy_rights.rightsrequest.answer",
                        verbose_name="answer",
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("35-4-1", "A law forbids or limits access (PIPA art. 35(4) no. 1)"),
                            ("35-4-2", "Access could harm somebody else (PIPA art. 35(4) no. 2)"),
                            ("36-2", "The investigation found the data to be correct (PIPA art. 36(2))"),
                            ("36-1", "Another law names the item as one to be collected (PIPA art. 36(1))"),
                            ("37-2-1", "A law provides for it or obliges us (PIPA art. 37(2) no. 1)"),
                            ("37-2-2", "It could harm somebody else (PIPA art. 37(2) no. 2)"),
                            (
                                "37-2-4",
                                "The contract could not be performed and was not clearly ended (PIPA art. 37(2) no. 4)",
                            ),
                            ("37b-3", "There is a just cause (PIPA art. 37-2(3))"),
                        ],
                        max_length=10,
                        verbose_name="ground of the refusal",
                    ),
                ),
                ("received_at", models.DateTimeField(verbose_name="received at")),
                ("due_on", models.DateField(verbose_name="answer due by")),
                ("reminded_at", models.DateTimeField(null=True, verbose_name="reminded at")),
                ("overdue_at", models.DateTimeField(null=True, verbose_name="overdue told at")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered at")),
                (
                    "complains_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="complaints",
                        to="privacy_rights.rightsrequest",
                        verbose_name="complaint about",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="privacy_subjects.datasubject",
                    ),
                ),
            ],
            options={
                "verbose_name": "request of a member",
                "verbose_name_plural": "requests of members",
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["state", "due_on"], name="rights_request_due")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("partial", "refused")), _negated=True),
                            models.Q(("ground", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="rights_refusal_names_its_ground",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("complains_of", None), ("kind", "complaint"), _connector="OR"),
                        name="rights_complaint_names_its_answer",
                    ),
                ],
            },
        ),
        AddFence("privacy_rights_rightsrequest", "rights"),
    ]
