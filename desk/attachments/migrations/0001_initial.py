import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_code", models.CharField(db_index=True, max_length=60)),
                ("period", models.CharField(blank=True, max_length=7)),
                ("scheme", models.CharField(blank=True, max_length=60)),
                ("indicator", models.CharField(blank=True, max_length=60)),
                ("form", models.CharField(blank=True, max_length=60)),
                ("row", models.PositiveIntegerField(null=True)),
                ("objection", models.PositiveIntegerField(db_index=True, null=True)),
                ("shown_name", models.CharField(max_length=255)),
                ("kind", models.CharField(max_length=10)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("request", models.UUIDField(unique=True)),
                ("attached_at", models.DateTimeField(auto_now_add=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "replaced_by",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="attachments.attachment"
                    ),
                ),
            ],
        ),
    ]
