-- What tells which keys signed the log, and what was removed of it, is never removed: without it, a key that somebody put beside
-- the others could no longer be told from those that were added.

-- As before, but for the events that stay: a month that has some is made anew with them. The event of the removal says which
-- actions these are, and up to when they had gone already, before they were kept.
CREATE OR REPLACE FUNCTION audit_remove_bodies(before date) RETURNS bigint
    LANGUAGE plpgsql SET search_path = ${flyway:defaultSchema}, pg_temp AS $$
DECLARE
    kept    CONSTANT text[] := ARRAY['audit.bodies-removed', 'audit.epoch-opened', 'audit.key-added', 'audit.key-retired'];
    edge    timestamptz := to_char(before, 'YYYY-MM') || '-01 00:00:00+00';
    part    text;
    month   date;
    staying bigint;
    counted bigint;
    removed bigint := 0;
    highest bigint;
    gone    text;
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
        EXECUTE format('SELECT count(*) FROM audit_index i JOIN %I e USING (recorded_at, event_id) WHERE i.action = ANY ($1)', part)
            INTO staying USING kept;
        CONTINUE WHEN counted > 0 AND counted = staying;
        IF staying = 0 THEN
            EXECUTE format('DROP TABLE %I', part);
        ELSE
            month := to_date(right(part, 7), 'YYYY_MM');
            EXECUTE format('ALTER TABLE audit_event DETACH PARTITION %I', part);
            EXECUTE format('ALTER TABLE %I RENAME TO %I', part, part || '_going');
            EXECUTE format('CREATE TABLE %I PARTITION OF audit_event FOR VALUES FROM (%L) TO (%L)', part,
                           month || ' 00:00:00+00', (month + interval '1 month')::date || ' 00:00:00+00');
            EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION '
                           'audit_refuse_rewrite()', part || '_no_truncate', part);
            EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', part, part || '_no_truncate');
            EXECUTE format('INSERT INTO audit_event (event_id, recorded_at, schema_ver, body) '
                           'SELECT e.event_id, e.recorded_at, e.schema_ver, e.body '
                           'FROM audit_index i JOIN %I e USING (recorded_at, event_id) WHERE i.action = ANY ($1)', part || '_going')
                USING kept;
            EXECUTE format('DROP TABLE %I', part || '_going');
        END IF;
        removed := removed + counted - staying;
    END LOOP;
    IF removed = 0 THEN
        RETURN 0;
    END IF;
    SELECT max(leaf_index) INTO highest FROM audit_index WHERE recorded_at < edge;
    -- Until when the removals before this one left nothing: they did not say that they kept any.
    SELECT CASE WHEN said -> 'kept' IS NULL THEN said ->> 'recordedBefore' ELSE said ->> 'keptRecordedBefore' END INTO gone
    FROM (SELECT convert_from(e.body, 'UTF8')::json AS said
          FROM audit_index i JOIN audit_event e USING (recorded_at, event_id)
          WHERE i.action = 'audit.bodies-removed' ORDER BY i.leaf_index DESC LIMIT 1) newest;
    -- Canonical JSON (RFC 8785).
    PERFORM audit_append_any(convert_to(concat(
        '{"action":"audit.bodies-removed","actor":{"authentication":"internal","name":', to_json(session_user::text),
        ',"subject":', to_json('database:' || session_user), ',"type":"SYSTEM"},"events":', removed, ',"id":"', gen_random_uuid(),
        '","kept":', array_to_json(kept), ',"keptRecordedBefore":' || to_json(gone),
        ',"lastLeaf":', highest, ',"occurredAt":"', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        '","outcome":"SUCCESS","recordedBefore":"', to_char(edge AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        '","schema":1}'), 'UTF8'), true);
    RETURN removed;
END $$;
