"""Where checkpoints are signed, kept and sent: the key's file, the folder, a webhook, a bucket."""
