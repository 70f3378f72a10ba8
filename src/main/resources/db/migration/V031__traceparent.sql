-- The trace of the request that asked for a change (W3C Trace Context), so that the work on it hours later is linked to it. NULL where
-- nobody traced it.
ALTER TABLE change_request
    ADD COLUMN traceparent text,
    ADD CONSTRAINT change_request_traceparent_is_one CHECK (traceparent ~ '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$');
