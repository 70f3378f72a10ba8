-- Events whose time is over may go: month by month, by the owner alone, and on record. Leaf hashes, tiles, checkpoints and what
-- events are found by stay, so that every proof of what is left still holds.

-- Removes the bodies of all events that were recorded before a month, and says how many. Whole months only, none that is not
-- over, and nothing that is not signed yet. The service may not call it.
CREATE FUNCTION audit_remove_bodies(before date) RETURNS bigint
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
    PERFORM audit_append(convert_to(concat(
        '{"action":"audit.bodies-removed","actor":{"authentication":"internal","name":', to_json(session_user::text),
        ',"subject":', to_json('database:' || session_user), ',"type":"SYSTEM"},"events":', removed, ',"id":"', gen_random_uuid(),
        '","lastLeaf":', highest, ',"occurredAt":"', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        '","outcome":"SUCCESS","recordedBefore":"', to_char(edge AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        '","schema":1}'), 'UTF8'));
    RETURN removed;
END $$;
REVOKE ALL ON FUNCTION audit_remove_bodies(date) FROM PUBLIC;
