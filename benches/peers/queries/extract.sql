-- DuckDB without types: the columns are picked out of JSON by their paths.
COPY (
    SELECT
        fields[1] AS event_type, fields[2] AS id, fields[3] AS created_on, fields[4] AS source_name,
        fields[5] AS name, fields[6] AS mobile_number, fields[7] AS email, fields[8] AS pincode,
        fields[9] AS utm_campaign, fields[10] AS product_category, fields[11] AS otp_verified,
        fields[12] AS widget_city, fields[13] AS widget_state, fields[14] AS meeting_name, fields[15] AS meeting_url
    FROM (
        SELECT json_extract_string(json, [
            '$.event_type', '$.payload.id', '$.payload.created_on', '$.payload.source_name',
            '$.payload.people_detail.name', '$.payload.people_detail.mobile_number', '$.payload.people_detail.email',
            '$.payload.people_detail.pincode', '$.payload.people_detail.utm_campaign',
            '$.payload.people_detail.product_category', '$.payload.people_detail.otp_verified',
            '$.payload.people_detail.widget_city', '$.payload.people_detail.widget_state',
            '$.payload.meta[0].meeting_name', '$.payload.meeting_url'
        ]) AS fields
        FROM read_json_objects('{input}', format = '{format}')
    )
    WHERE fields[1] = 'widget_new_conversation'
) TO '{output}' (FORMAT csv, HEADER);
