-- DuckDB at its best: the types of what is wanted are written out, so that nothing is guessed and nothing else is read.
COPY (
    SELECT
        event_type,
        payload.id AS id,
        payload.created_on AS created_on,
        payload.source_name AS source_name,
        payload.people_detail.name AS name,
        payload.people_detail.mobile_number AS mobile_number,
        payload.people_detail.email AS email,
        payload.people_detail.pincode AS pincode,
        payload.people_detail.utm_campaign AS utm_campaign,
        payload.people_detail.product_category AS product_category,
        payload.people_detail.otp_verified AS otp_verified,
        payload.people_detail.widget_city AS widget_city,
        payload.people_detail.widget_state AS widget_state,
        payload.meta[1].meeting_name AS meeting_name,
        payload.meeting_url AS meeting_url
    FROM read_json(
        '{input}',
        format = '{format}',
        columns = {
            event_type: 'VARCHAR',
            payload: 'STRUCT(
                id VARCHAR, created_on BIGINT, source_name VARCHAR, meeting_url VARCHAR,
                people_detail STRUCT(
                    name VARCHAR, mobile_number VARCHAR, email VARCHAR, pincode VARCHAR, utm_campaign VARCHAR,
                    product_category VARCHAR, otp_verified VARCHAR, widget_city VARCHAR, widget_state VARCHAR
                ),
                meta STRUCT(meeting_name VARCHAR)[]
            )'
        }
    )
    WHERE event_type = 'widget_new_conversation'
) TO '{output}' (FORMAT csv, HEADER);
