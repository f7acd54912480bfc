"""Checkpoints of the ledger: the key, the folder and the places that they are sent to."""

from collections.abc import Sequence

from evaluator.checkpoints.folder import CheckpointFolder
from evaluator.checkpoints.outbox import FolderOutbox, Place
from evaluator.services.checkpoints import CheckpointLedger, CheckpointService, KeyStore
from evaluator.services.surroundings import Surroundings
from evaluator.settings import Settings


def checkpoint_service(settings: Settings, ledger: CheckpointLedger, world: Surroundings) -> CheckpointService:
    """Checkpoints of a ledger, signed, kept and sent as the settings say."""

    def keys() -> KeyStore:
        from evaluator.checkpoints.keys import KeyFile

        return KeyFile(settings.checkpoint_key_file)

    folder = settings.checkpoint_folder
    outbox = FolderOutbox(folder, _places(settings))
    return CheckpointService(ledger, keys, CheckpointFolder(folder), outbox, world.clock)


def _places(settings: Settings) -> Sequence[Place]:
    webhook, bucket = settings.checkpoint_webhook, settings.checkpoint_bucket
    if webhook is None and bucket is None:
        return []
    from evaluator.checkpoints.places import Bucket, Webhook
    from evaluator.checkpoints.sigv4 import Credentials

    places: list[Place] = []
    if webhook is not None:
        places.append(Webhook(webhook.get_secret_value()))
    if bucket is not None and settings.checkpoint_bucket_key_id and settings.checkpoint_bucket_secret:
        secret = settings.checkpoint_bucket_secret.get_secret_value()
        who = Credentials(settings.checkpoint_bucket_key_id, secret, settings.checkpoint_bucket_region)
        places.append(Bucket(bucket, who))
    return places
