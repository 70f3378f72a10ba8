-- What the trail says of people stands in it encrypted, by a key of each person: whoever destroys that key erases the person, and
-- not a byte that is hashed changes.

CREATE TABLE personal_key (
    id           uuid        NOT NULL DEFAULT gen_random_uuid(),
    -- Whose: a subject; of requests by nobody that we know, anonymous:YYYY-MM-DD.
    subject      text        NOT NULL,
    -- 32 bytes behind a zero byte, or behind a one and encrypted by a key that is not in this database.
    key          bytea,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    destroyed_at timestamptz,
    CONSTRAINT personal_key_pk PRIMARY KEY (id),
    CONSTRAINT personal_key_is_there_or_destroyed CHECK ((key IS NULL) = (destroyed_at IS NOT NULL)),
    CONSTRAINT personal_key_has_its_length CHECK (
        key IS NULL
        OR CASE get_byte(key, 0) WHEN 0 THEN octet_length(key) = 33 WHEN 1 THEN octet_length(key) = 61 ELSE false END)
);
-- One in use; a person who comes back has another.
CREATE UNIQUE INDEX personal_key_in_use ON personal_key (subject) WHERE destroyed_at IS NULL;
CREATE INDEX personal_key_by_subject ON personal_key (subject); -- whether there ever was one
GRANT SELECT, INSERT (subject, key, id) ON personal_key TO ${runtime_role};

-- Destroys somebody's key, and takes their name and what they wrote out of the tables beside the trail, which say
-- "(erased)" from then on. It runs as the owner: the service may not change a review, or a key, otherwise.
CREATE FUNCTION erase_person(who text) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${flyway:defaultSchema}, pg_temp AS $$
DECLARE
    erased    CONSTANT text := '(erased)';
    destroyed integer;
BEGIN
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
    UPDATE delegation SET
        giver_name = CASE WHEN giver = who THEN erased ELSE giver_name END,
        receiver_name = CASE WHEN receiver = who THEN erased ELSE receiver_name END,
        reason = CASE WHEN giver = who THEN erased ELSE reason END
    WHERE who IN (giver, receiver);
    DELETE FROM idempotency_key WHERE caller = who;
    RETURN destroyed;
END $$;
REVOKE ALL ON FUNCTION erase_person(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erase_person(text) TO ${runtime_role};
