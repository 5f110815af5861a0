from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("privacy_subjects", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="datasubject",
            name="left_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
