<?php // `php -S` needs this for permalinks and /wp-json/, also when WordPress lives in a subfolder.
$root = $_SERVER['DOCUMENT_ROOT'];
$front = (getenv('LEITSTAND_TEST_UNDER') ?: '') . '/index.php';
$path = '/' . ltrim(parse_url(urldecode($_SERVER['REQUEST_URI']), PHP_URL_PATH) ?? '', '/');
if (is_dir($root . $path) && is_file(rtrim($root . $path, '/') . '/index.php')) $path = rtrim($path, '/') . '/index.php';
if (is_file($root . $path) && substr($path, -4) !== '.php') return false;
if (!is_file($root . $path)) $path = $front;
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = $path;
$_SERVER['SCRIPT_FILENAME'] = $root . $path;
chdir(dirname($root . $path));
require $root . $path;
