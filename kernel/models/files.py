"""Stored files: a head row and encrypted chunks."""

from django.db import models


class File(models.Model):
    """A file that somebody handed in; its bytes are in encrypted chunks.

    ``number`` is what pages and addresses name it by. Owners are plain ids, because the foundation
    knows no users or firms.
    """

    number = models.CharField(max_length=32)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    fingerprint = models.BinaryField(help_text="Keyed hash of the content.")
    chunk_count = models.IntegerField()
    owner_firm_id = models.BigIntegerField(null=True, db_index=True)
    owner_user_id = models.BigIntegerField(null=True)
    stored_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number"], name="kernel_file_number")]

    def __str__(self) -> str:
        return self.number


class FileChunk(models.Model):
    """Up to 256 KiB of a file, encrypted."""

    file = models.ForeignKey(File, on_delete=models.CASCADE, related_name="chunks", db_index=False)
    position = models.IntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "position"], name="kernel_filechunk_key")]

    def __str__(self) -> str:
        return f"{self.file_id}/{self.position}"
