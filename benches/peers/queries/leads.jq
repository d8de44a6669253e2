select(.event_type == "widget_new_conversation")
| .event_type as $event
| .payload
| .people_detail as $people
| [
    $event, .id, .created_on, .source_name,
    $people.name, $people.mobile_number, $people.email, $people.pincode, $people.utm_campaign,
    $people.product_category, $people.otp_verified, $people.widget_city, $people.widget_state,
    .meta[0].meeting_name, .meeting_url
  ]
| @csv
