-- What the service's own user could say in the owner's name, and what was written of a person while they were erased.

-- Whether JSON is nested a hundred times at most: whoever reads it would otherwise stumble over one event, and not see the others.
CREATE FUNCTION audit_is_shallow(event text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE STRICT SET search_path = ${flyway:defaultSchema}, pg_temp AS $$
DECLARE
    brackets text;
BEGIN
    -- Most events have not even so many brackets, wherever they stand.
    IF length(event) - length(translate(event, '[{', '')) <= 100 THEN
        RETURN true;
    END IF;
    brackets := regexp_replace(regexp_replace(event, '"([^"\\]|\\.)*"', '', 'g'), '[^][{}]', '', 'g');
    FOR i IN 1..100 LOOP
        brackets := regexp_replace(brackets, '\[]|{}', '', 'g');
        EXIT WHEN brackets = '';
    END LOOP;
    RETURN brackets = '';
END $$;

-- Whether whoever reads an event finds the same in it: no member twice, and what it is found by as texts.
CREATE FUNCTION audit_is_plain(event json) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT SET search_path = ${flyway:defaultSchema}, pg_temp AS $$
    SELECT CASE WHEN json_typeof(event -> 'actor') IS DISTINCT FROM 'object' THEN false
                ELSE (SELECT count(*) = count(DISTINCT key)
                             AND bool_and(json_typeof(value) = 'string'
                                          OR key NOT IN ('id', 'action', 'outcome', 'target', 'domain', 'changeId'))
                      FROM json_each(event))
                     AND (SELECT count(*) = count(DISTINCT key) AND bool_or(key = 'subject' AND json_typeof(value) = 'string')
                          FROM json_each(event -> 'actor'))
           END
$$;

-- Adds one event, of any kind. Nobody but the owner, and what runs as the owner, may call it.
CREATE FUNCTION audit_append_any(event bytea, by_the_owner boolean) RETURNS void
    LANGUAGE plpgsql SET search_path = ${flyway:defaultSchema}, pg_temp AS $$
BEGIN
    IF NOT audit_is_shallow(convert_from(event, 'UTF8')) THEN
        RAISE EXCEPTION 'an event is nested more than 100 times' USING ERRCODE = 'check_violation';
    END IF;
    IF convert_from(event, 'UTF8') !~ E'^{[^\x01-\x1f]*}$' THEN
        RAISE EXCEPTION 'an event is not one line' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT audit_is_plain(convert_from(event, 'UTF8')::json) THEN
        RAISE EXCEPTION 'what an event is found by is not one text each' USING ERRCODE = 'check_violation';
    END IF;
    WITH said AS (
        SELECT * FROM json_to_record(convert_from(event, 'UTF8')::json)
            AS x(id text, schema smallint, action text, outcome text, actor json, target text, domain text, "changeId" text)),
    kept AS (
        -- Other ways to write a UUID would be found as something else than they say.
        INSERT INTO audit_event (event_id, schema_ver, body) SELECT id::uuid, schema, event FROM said
        WHERE id = id::uuid::text AND "changeId" IS NOT DISTINCT FROM "changeId"::uuid::text
          -- It excuses bodies that are not there, so only whoever may remove them can say it.
          AND (by_the_owner OR action <> 'audit.bodies-removed')
        RETURNING recorded_at)
    INSERT INTO audit_pending (recorded_at, event_id, action, outcome, actor, target, domain, change_id)
    SELECT recorded_at, id::uuid, action, outcome, actor ->> 'subject', target, domain, "changeId"::uuid FROM said, kept;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'an event without an id, or with one that is written otherwise, or one that only the owner may add'
            USING ERRCODE = 'check_violation';
    END IF;
END $$;
REVOKE ALL ON FUNCTION audit_append_any(bytea, boolean) FROM PUBLIC;

CREATE OR REPLACE FUNCTION audit_append(event bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${flyway:defaultSchema}, pg_temp AS $$
BEGIN
    PERFORM audit_append_any(event, false);
END $$;

-- As before, but for who adds the event.
CREATE OR REPLACE FUNCTION audit_remove_bodies(before date) RETURNS bigint
    LANGUAGE plpgsql SET search_path = ${flyway:defaultSchema}, pg_temp AS $$
DECLARE
    edge    timestamptz := to_char(before, 'YYYY-MM') || '-01 00:00:00+00';
    part    text;
    counted bigint;
    removed bigint := 0;
    highest bigint;
BEGIN
    IF edge > date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' THEN
        RAISE EXCEPTION 'only months that are over can be removed';
    END IF;
    IF EXISTS (SELECT FROM audit_pending WHERE recorded_at < edge)
       OR EXISTS (SELECT FROM audit_index
                  WHERE recorded_at < edge AND leaf_index >= (SELECT coalesce(max(size), 0) FROM audit_checkpoint)) THEN
        RAISE EXCEPTION 'there are events before % that are not signed yet', edge;
    END IF;
    FOR part IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                WHERE i.inhparent = 'audit_event'::regclass AND right(c.relname, 7) < to_char(edge AT TIME ZONE 'UTC', 'YYYY_MM')
                ORDER BY c.relname LOOP
        EXECUTE format('SELECT count(*) FROM %I', part) INTO counted;
        EXECUTE format('DROP TABLE %I', part);
        removed := removed + counted;
    END LOOP;
    IF removed = 0 THEN
        RETURN 0;
    END IF;
    SELECT max(leaf_index) INTO highest FROM audit_index WHERE recorded_at < edge;
    -- Canonical JSON (RFC 8785).
    PERFORM audit_append_any(convert_to(concat(
        '{"action":"audit.bodies-removed","actor":{"authentication":"internal","name":', to_json(session_user::text),
        ',"subject":', to_json('database:' || session_user), ',"type":"SYSTEM"},"events":', removed, ',"id":"', gen_random_uuid(),
        '","lastLeaf":', highest, ',"occurredAt":"', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        '","outcome":"SUCCESS","recordedBefore":"', to_char(edge AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        '","schema":1}'), 'UTF8'), true);
    RETURN removed;
END $$;

-- Somebody's key in use. Whoever asks for it is about to record what they said: until that transaction ends, nobody erases them.
-- An advisory lock, because it is asked for with every event, and a row's would be written down each time.
CREATE FUNCTION personal_key_in_use(who text) RETURNS TABLE (id uuid, key bytea)
    LANGUAGE plpgsql SET search_path = ${flyway:defaultSchema}, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtext('personal_key'), hashtext(who));
    -- Begun after the lock: it sees that the person was erased meanwhile.
    RETURN QUERY SELECT k.id, k.key FROM personal_key k WHERE k.subject = who AND k.destroyed_at IS NULL;
END $$;
REVOKE ALL ON FUNCTION personal_key_in_use(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION personal_key_in_use(text) TO ${runtime_role};

-- As before, but after whoever is recording something of the person has ended. What they say from then on is by another key.
CREATE OR REPLACE FUNCTION erase_person(who text) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${flyway:defaultSchema}, pg_temp AS $$
DECLARE
    erased    CONSTANT text := '(erased)';
    destroyed integer;
BEGIN
    -- Rows first, as whoever records something has them by the time that it asks for the key: nobody waits for each other.
    PERFORM FROM person WHERE subject = who FOR UPDATE;
    PERFORM FROM change_request WHERE who IN (requester, retrospective_by, confirmed_by) ORDER BY id FOR UPDATE;
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
    UPDATE delegation SET
        giver_name = CASE WHEN giver = who THEN erased ELSE giver_name END,
        receiver_name = CASE WHEN receiver = who THEN erased ELSE receiver_name END,
        reason = CASE WHEN giver = who THEN erased ELSE reason END
    WHERE who IN (giver, receiver);
    DELETE FROM idempotency_key WHERE caller = who;
    RETURN destroyed;
END $$;

-- Encrypts one key that was made before there was a key outside of the database; any other stays as it is.
CREATE FUNCTION encrypt_personal_key(which uuid, encrypted bytea) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${flyway:defaultSchema}, pg_temp AS $$
BEGIN
    UPDATE personal_key SET key = encrypted WHERE id = which AND get_byte(key, 0) = 0 AND get_byte(encrypted, 0) = 1;
    RETURN FOUND;
END $$;
REVOKE ALL ON FUNCTION encrypt_personal_key(uuid, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION encrypt_personal_key(uuid, bytea) TO ${runtime_role};

-- Where keys are encrypted, whoever has the database alone cannot put one there that they know.
CREATE FUNCTION personal_key_stays_encrypted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${flyway:defaultSchema}, pg_temp AS $$
BEGIN
    IF get_byte(NEW.key, 0) = 0 AND EXISTS (SELECT FROM personal_key WHERE get_byte(key, 0) = 1) THEN
        RAISE EXCEPTION 'keys of people are encrypted here: set sixgate.audit.personal-data-key' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION personal_key_stays_encrypted() FROM PUBLIC;
CREATE TRIGGER personal_key_stays_encrypted BEFORE INSERT ON personal_key
    FOR EACH ROW EXECUTE FUNCTION personal_key_stays_encrypted();
ALTER TABLE personal_key ENABLE ALWAYS TRIGGER personal_key_stays_encrypted;
-- Whether there is any, and which is the newest.
CREATE INDEX personal_key_encrypted ON personal_key (created_at) WHERE get_byte(key, 0) = 1;
