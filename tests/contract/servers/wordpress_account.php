<?php // php wordpress_account.php SITE-FOLDER prepare PERMALINKS | account LOGIN ROLE | revoke LOGIN | crowd POST COUNT
$_SERVER['HTTP_HOST'] = parse_url(getenv('LEITSTAND_TEST_SITE'), PHP_URL_HOST) . ':' . parse_url(getenv('LEITSTAND_TEST_SITE'), PHP_URL_PORT);
require $argv[1] . '/wp-load.php';
$act = $argv[2]; $who = $argv[3]; $role = $argv[4] ?? 'editor';
if ($act === 'prepare') {
    global $wp_rewrite;
    $wp_rewrite->set_permalink_structure($who); flush_rewrite_rules();
    update_option('timezone_string', 'Europe/Berlin');   // the API answers in UTC, but compares in local time
    update_option('comments_notify', 0); update_option('moderation_notify', 0);
    exit;
}
if ($act === 'crowd') {   // many approved comments, all in the same second
    $now = ['comment_date' => current_time('mysql'), 'comment_date_gmt' => current_time('mysql', true)];
    for ($i = 1; $i <= (int) $role; $i++) wp_insert_comment(['comment_post_ID' => (int) $who, 'comment_approved' => 1,
        'comment_author' => "Stimme $i", 'comment_content' => "Auch ich frage das, Nummer $i."] + $now);
    exit;
}
$user = get_user_by('login', $who);
if (!$user) $user = get_user_by('id', wp_insert_user(['user_login' => $who, 'user_pass' => wp_generate_password(),
    'user_email' => "$who@example.org", 'display_name' => ucfirst($who), 'role' => $role]));
if ($act === 'revoke') { WP_Application_Passwords::delete_all_application_passwords($user->ID); exit; }
[$password] = WP_Application_Passwords::create_new_application_password($user->ID, ['name' => wp_generate_uuid4()]);
echo $password;
