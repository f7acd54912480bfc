"""The pages: controllers that ask a service and hand a frozen view to a template, and the presenters of those views."""

from evaluator.web.pages.audit import audit_page, ledger_line, sign_ledger, verify_ledger
from evaluator.web.pages.batches import batches_page, move_batch, raise_budget, send_file
from evaluator.web.pages.batches_grid import batch_page, batch_rows
from evaluator.web.pages.batches_new import bad_rows, check_page, order_batch
from evaluator.web.pages.examples import mark_example, take_example_back
from evaluator.web.pages.explanation import explanation_page
from evaluator.web.pages.insights import insights_page
from evaluator.web.pages.journal import journal_page
from evaluator.web.pages.judge import judge_answer, judge_page, outline_fragment
from evaluator.web.pages.judgements import judge_again, judgement_page
from evaluator.web.pages.keeping import (
    check_erasure,
    erase_candidate,
    erasure_report,
    finish_erasures,
    keeping_page,
    lift_hold,
    place_hold,
    purge,
)
from evaluator.web.pages.measures import measure_page, measures_page
from evaluator.web.pages.peek import point_peek
from evaluator.web.pages.rejudging import moves_page, order_rejudging, outdated_page
from evaluator.web.pages.review import commit_blind, finish_review, review_one, review_page, settle_review, skip_review
from evaluator.web.pages.trust import trust_page
from evaluator.web.pages.users import (
    add_user,
    change_role,
    make_link,
    remove_user,
    renew_token,
    revoke,
    users_page,
)

PAGE_HANDLERS = (
    judge_page,
    judge_answer,
    outline_fragment,
    judgement_page,
    judge_again,
    mark_example,
    take_example_back,
    explanation_page,
    insights_page,
    measures_page,
    measure_page,
    trust_page,
    batches_page,
    batch_page,
    batch_rows,
    point_peek,
    send_file,
    check_page,
    bad_rows,
    order_batch,
    move_batch,
    raise_budget,
    outdated_page,
    order_rejudging,
    moves_page,
    audit_page,
    journal_page,
    ledger_line,
    verify_ledger,
    sign_ledger,
    review_page,
    review_one,
    commit_blind,
    finish_review,
    settle_review,
    skip_review,
    keeping_page,
    check_erasure,
    erase_candidate,
    erasure_report,
    finish_erasures,
    place_hold,
    lift_hold,
    purge,
    users_page,
    add_user,
    change_role,
    renew_token,
    make_link,
    revoke,
    remove_user,
)
