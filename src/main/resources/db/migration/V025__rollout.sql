-- A rollout: many changes that were asked for together, decided together, and carried out in waves.
CREATE TABLE rollout (
    id               uuid        NOT NULL,
    version          bigint      NOT NULL,
    to_type          text        NOT NULL,
    reason           text        NOT NULL,
    reference        text,
    requester        text        NOT NULL,
    requester_name   text        NOT NULL,
    requester_via    text,
    requested_at     timestamptz NOT NULL,
    revert_of        uuid,
    -- As it was asked; the domains were chosen by it once, and never again.
    selection        text        NOT NULL,
    skipped          text        NOT NULL,
    waves            text        NOT NULL,
    size             integer     NOT NULL,
    max_failures     integer     NOT NULL,
    failures_excused integer     NOT NULL, -- those that somebody has seen, and went on nevertheless
    status           text        NOT NULL,
    wave             integer     NOT NULL, -- that runs, or ran last; 0 before the first
    bake_until       timestamptz,          -- the wave is done, and is looked at until then
    promotion        text,                 -- the groups one of whom has to let each further wave begin, as a JSON list
    promoted         text,                 -- those of them that have, for the next wave
    pause_by         text,
    pause_by_name    text,
    pause_because    text,
    paused_at        timestamptz,
    started_at       timestamptz,
    ended_at         timestamptz,
    due_at           timestamptz,          -- when to look at it next
    CONSTRAINT rollout_pk PRIMARY KEY (id),
    CONSTRAINT rollout_reverts_a_rollout FOREIGN KEY (revert_of) REFERENCES rollout (id),
    CONSTRAINT rollout_type_known CHECK (to_type IN ('ipv4', 'dualstack')),
    CONSTRAINT rollout_status_known CHECK (status IN ('PENDING_APPROVAL', 'RUNNING', 'PAUSED', 'COMPLETED', 'CANCELLED',
        'REJECTED', 'EXPIRED')),
    CONSTRAINT rollout_has_domains CHECK (size > 0),
    CONSTRAINT rollout_failures_not_negative CHECK (max_failures >= 0 AND failures_excused >= 0),
    CONSTRAINT rollout_runs_waves CHECK (status NOT IN ('RUNNING', 'PAUSED', 'COMPLETED') OR wave > 0),
    CONSTRAINT rollout_starts_with_a_wave CHECK ((wave > 0) = (started_at IS NOT NULL)),
    CONSTRAINT rollout_paused_for_a_reason CHECK (
        (status = 'PAUSED') = (pause_because IS NOT NULL) AND (status = 'PAUSED') = (paused_at IS NOT NULL)),
    CONSTRAINT rollout_ended_at_its_end CHECK (
        (status IN ('COMPLETED', 'CANCELLED', 'REJECTED', 'EXPIRED')) = (ended_at IS NOT NULL))
);
CREATE INDEX rollout_due ON rollout (due_at) WHERE due_at IS NOT NULL; -- the worker's next
CREATE INDEX rollout_by_status ON rollout (status, id);               -- GET /rollouts?status=
CREATE INDEX rollout_by_requester ON rollout (requester, id);         -- whether somebody who is to be erased has an open one
CREATE INDEX rollout_reverts ON rollout (revert_of) WHERE revert_of IS NOT NULL; -- revertedBy

-- What somebody said of all of it at once; what it meant for each change stands with that change.
CREATE TABLE rollout_review (
    rollout_id    uuid        NOT NULL,
    number        integer     NOT NULL,
    reviewer      text        NOT NULL,
    reviewer_name text        NOT NULL,
    decision      text        NOT NULL,
    comment       text,
    digest        text        NOT NULL,
    changes       integer     NOT NULL, -- to how many it applied
    taken_out     text,                 -- domains that the reviewer took out, as a JSON list
    reviewed_at   timestamptz NOT NULL,
    CONSTRAINT rollout_review_pk PRIMARY KEY (rollout_id, number),
    CONSTRAINT rollout_review_of_a_rollout FOREIGN KEY (rollout_id) REFERENCES rollout (id),
    CONSTRAINT rollout_review_decision_known CHECK (decision IN ('APPROVE', 'REJECT', 'COMMENT', 'WITHDRAW')),
    CONSTRAINT rollout_review_rejects_with_a_reason CHECK (
        (decision NOT IN ('REJECT', 'COMMENT') AND taken_out IS NULL) OR comment IS NOT NULL)
);
CREATE INDEX rollout_review_by_reviewer ON rollout_review (reviewer); -- erasing them

ALTER TABLE change_request
    ADD COLUMN rollout_id   uuid,
    ADD COLUMN rollout_wave integer,
    ADD COLUMN rollout_size integer,
    ADD CONSTRAINT change_request_of_a_rollout FOREIGN KEY (rollout_id) REFERENCES rollout (id),
    ADD CONSTRAINT change_request_wave_of_its_rollout CHECK (
        (rollout_id IS NULL) = (rollout_wave IS NULL) AND (rollout_id IS NULL) = (rollout_size IS NULL)),
    ADD CONSTRAINT change_request_wave_counts_from_one CHECK (rollout_wave > 0 AND rollout_size > 0);
CREATE INDEX change_request_by_rollout ON change_request (rollout_id, id) WHERE rollout_id IS NOT NULL;

GRANT SELECT, INSERT, UPDATE ON rollout TO ${runtime_role};
GRANT SELECT, INSERT ON rollout_review TO ${runtime_role};

-- As before, and what they asked for and said of rollouts.
CREATE OR REPLACE FUNCTION erase_person(who text) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${flyway:defaultSchema}, pg_temp AS $$
DECLARE
    erased    CONSTANT text := '(erased)';
    destroyed integer;
BEGIN
    -- Rows first, as whoever records something has them by the time that it asks for the key: nobody waits for each other.
    PERFORM FROM person WHERE subject = who FOR UPDATE;
    PERFORM FROM change_request WHERE who IN (requester, retrospective_by, confirmed_by) ORDER BY id FOR UPDATE;
    PERFORM FROM rollout WHERE who IN (requester, pause_by) ORDER BY id FOR UPDATE;
    PERFORM FROM delegation WHERE who IN (giver, receiver) ORDER BY id FOR UPDATE;
    PERFORM pg_advisory_xact_lock(hashtext('personal_key'), hashtext(who));
    UPDATE personal_key SET key = NULL, destroyed_at = clock_timestamp() WHERE subject = who AND destroyed_at IS NULL;
    GET DIAGNOSTICS destroyed = ROW_COUNT;
    UPDATE person SET name = erased WHERE subject = who;
    UPDATE change_request SET version = version + 1,
        requester_name = CASE WHEN requester = who THEN erased ELSE requester_name END,
        reason = CASE WHEN requester = who THEN erased ELSE reason END,
        retrospective_by_name = CASE WHEN retrospective_by = who THEN erased ELSE retrospective_by_name END,
        retrospective_comment = CASE WHEN retrospective_by = who THEN erased ELSE retrospective_comment END,
        confirmed_by_name = CASE WHEN confirmed_by = who THEN erased ELSE confirmed_by_name END
    WHERE who IN (requester, retrospective_by, confirmed_by);
    UPDATE review SET reviewer_name = erased, comment = CASE WHEN comment IS NOT NULL THEN erased END WHERE reviewer = who;
    UPDATE rollout SET version = version + 1,
        requester_name = CASE WHEN requester = who THEN erased ELSE requester_name END,
        reason = CASE WHEN requester = who THEN erased ELSE reason END,
        pause_by_name = CASE WHEN pause_by = who THEN erased ELSE pause_by_name END,
        pause_because = CASE WHEN pause_by = who THEN erased ELSE pause_because END
    WHERE who IN (requester, pause_by);
    UPDATE rollout_review SET reviewer_name = erased, comment = CASE WHEN comment IS NOT NULL THEN erased END
    WHERE reviewer = who;
    UPDATE delegation SET
        giver_name = CASE WHEN giver = who THEN erased ELSE giver_name END,
        receiver_name = CASE WHEN receiver = who THEN erased ELSE receiver_name END,
        reason = CASE WHEN giver = who THEN erased ELSE reason END
    WHERE who IN (giver, receiver);
    DELETE FROM idempotency_key WHERE caller = who;
    RETURN destroyed;
END $$;
