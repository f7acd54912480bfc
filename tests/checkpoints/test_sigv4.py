"""Requests to a bucket are signed as its documentation shows."""

from datetime import UTC, datetime

from evaluator.checkpoints.sigv4 import Credentials, signed_headers

# The example "PUT Object" of the Amazon S3 API reference, with the key that is made up there.
EXAMPLE = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")


def test_the_example_of_the_reference_is_signed_as_it_stands_there() -> None:
    headers = signed_headers(
        "examplebucket.s3.amazonaws.com",
        "/test$file.text",
        b"Welcome to Amazon S3.",
        EXAMPLE,
        datetime(2013, 5, 24, tzinfo=UTC),
        {"date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"},
    )
    assert headers["x-amz-content-sha256"] == "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072"
    assert headers["authorization"] == (
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
        "SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class,"
        "Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"
    )


def test_a_path_is_signed_as_it_is_sent_however_it_was_written() -> None:
    moment = datetime(2013, 5, 24, tzinfo=UTC)
    plain = signed_headers("h", "/a b", b"", EXAMPLE, moment)
    assert signed_headers("h", "/a%20b", b"", EXAMPLE, moment) == plain


def test_the_secret_is_not_shown() -> None:
    assert EXAMPLE.secret not in repr(EXAMPLE)
