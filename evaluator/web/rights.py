"""What a signed-in person may see and do: interviewers their own, reviewers all judgements, admins everything."""

from evaluator.domain.users import Role, User
from evaluator.errors import NotAllowed


def restricted_to(user: User) -> str | None:
    """Whose judgements and batches alone a person may list, or None for everybody's: the filter's `created_by`."""
    return user.name if user.role is Role.INTERVIEWER else None


def refuse_unless_readable(user: User, created_by: str) -> None:
    """Raise NotAllowed where what `created_by` ordered is not for this person to read."""
    if restricted_to(user) not in (None, created_by):
        raise NotAllowed("Somebody else asked for this. Reviewers and admins may read it.")


def may_review(user: User) -> bool:
    """Whether somebody has a queue of answers to review."""
    return user.role is not Role.INTERVIEWER


def refuse_unless_reviewer(user: User) -> None:
    """Raise NotAllowed where reviewing is not for this person."""
    if not may_review(user):
        raise NotAllowed("Reviewing is for reviewers and admins.")


def refuse_insights_unless_reviewer(user: User) -> None:
    """Raise NotAllowed where insights are not for this person to read."""
    if not may_review(user):
        raise NotAllowed("Insights are for reviewers and admins.")


def refuse_unless_own(user: User, created_by: str) -> None:
    """Raise NotAllowed where judging is not for this person to start or to call off."""
    if user.role is not Role.ADMIN and user.name != created_by:
        raise NotAllowed("Only the person who asked for this, or an admin, can start it or call it off.")


def refuse_unless_admin(user: User) -> None:
    """Raise NotAllowed where looking after users is not for this person."""
    if user.role is not Role.ADMIN:
        raise NotAllowed("This is for admins.")
