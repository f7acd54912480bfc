"""What a signed-in person may see and do: interviewers their own, reviewers all judgements, admins everything."""

from evaluator.domain.users import Role, User
from evaluator.errors import NotAllowed


def restricted_to(user: User) -> str | None:
    """Whose judgements alone a person may list, or None for everybody's: the filter's `created_by`."""
    return user.name if user.role is Role.INTERVIEWER else None


def refuse_unless_readable(user: User, created_by: str) -> None:
    """Raise NotAllowed where a judgement ordered by `created_by` is not for this person to read."""
    if restricted_to(user) not in (None, created_by):
        raise NotAllowed("Somebody else asked for this judgement. Reviewers and admins may read it.")


def refuse_unless_own(user: User, created_by: str) -> None:
    """Raise NotAllowed where a judging under way is not for this person to call off."""
    if user.role is not Role.ADMIN and user.name != created_by:
        raise NotAllowed("Only the person who asked for a judgement, or an admin, can call it off.")
