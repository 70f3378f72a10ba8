-- What an applied change left behind, how long its approval covers its revert, and whether somebody has to confirm it.

ALTER TABLE change_request
    -- As the read after it verified.
    ADD COLUMN fingerprint_left      text,
    ADD COLUMN revert_approved_until timestamptz,
    ADD COLUMN confirm_by            timestamptz,
    ADD COLUMN confirmation          text,
    ADD COLUMN confirmed_by          text,
    ADD COLUMN confirmed_by_name     text,
    ADD COLUMN confirmed_at          timestamptz,
    -- Of a revert: until when the approvers of the reverted change approved it in advance, or why that does not count.
    ADD COLUMN advance_until         timestamptz,
    ADD COLUMN advance_refused       text,
    ADD CONSTRAINT change_request_leaves_what_it_applied CHECK (fingerprint_left IS NULL OR status = 'APPLIED'),
    ADD CONSTRAINT change_request_fingerprint_left_is_sha256 CHECK (fingerprint_left ~ '^sha256:[0-9a-f]{64}$'),
    ADD CONSTRAINT change_request_revert_approved_of_what_was_left CHECK (
        revert_approved_until IS NULL OR fingerprint_left IS NOT NULL),
    ADD CONSTRAINT change_request_confirms_what_was_left CHECK (confirm_by IS NULL OR fingerprint_left IS NOT NULL),
    ADD CONSTRAINT change_request_confirmation_has_its_time CHECK ((confirm_by IS NULL) = (confirmation IS NULL)),
    ADD CONSTRAINT change_request_confirmation_known CHECK (
        confirmation IN ('AWAITED', 'CONFIRMED', 'MISSED', 'OVERTAKEN')),
    ADD CONSTRAINT change_request_confirmed_by_somebody CHECK (
        (confirmation IS NOT DISTINCT FROM 'CONFIRMED') = (confirmed_at IS NOT NULL)
        AND (confirmed_at IS NULL) = (confirmed_by IS NULL) AND (confirmed_at IS NULL) = (confirmed_by_name IS NULL)),
    -- A confirmation at the deadline is too late.
    ADD CONSTRAINT change_request_confirmed_in_time CHECK (confirmed_at < confirm_by),
    ADD CONSTRAINT change_request_advance_is_of_a_revert CHECK (
        (advance_until IS NULL AND advance_refused IS NULL) OR revert_of IS NOT NULL),
    ADD CONSTRAINT change_request_advance_counts_or_not CHECK (advance_until IS NULL OR advance_refused IS NULL),
    ADD CONSTRAINT change_request_advance_approves CHECK (advance_until IS NULL OR approved_at IS NOT NULL),
    -- The worker looks after open changes, and after applied ones that nobody has confirmed yet.
    DROP CONSTRAINT change_request_open_is_due,
    ADD CONSTRAINT change_request_open_or_unconfirmed_is_due CHECK (
        (ended_at IS NULL OR confirmation IS NOT DISTINCT FROM 'AWAITED') = (due_at IS NOT NULL));

-- Of a domain's applied changes, at most the last one is to be confirmed: who applies one ends the waiting of the one before.
CREATE UNIQUE INDEX change_request_one_to_confirm ON change_request (target, domain) WHERE confirmation = 'AWAITED';
