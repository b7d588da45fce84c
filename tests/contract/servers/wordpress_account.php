<?php // php wordpress_account.php SITE-FOLDER prepare PERMALINKS | account LOGIN ROLE | revoke LOGIN
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
$user = get_user_by('login', $who);
if (!$user) $user = get_user_by('id', wp_insert_user(['user_login' => $who, 'user_pass' => wp_generate_password(),
    'user_email' => "$who@example.org", 'display_name' => ucfirst($who), 'role' => $role]));
if ($act === 'revoke') { WP_Application_Passwords::delete_all_application_passwords($user->ID); exit; }
[$password] = WP_Application_Passwords::create_new_application_password($user->ID, ['name' => wp_generate_uuid4()]);
echo $password;
