use voip_demo_server::args::Config;

use crate::bench::{Bench, TempDir};

async fn bench() -> (Bench, TempDir) {
    let web = TempDir::new();
    std::fs::create_dir(web.path().join("assets")).unwrap();
    for (name, content) in [
        ("index.html", "<p>page"),
        ("assets/a.js", "1"),
        ("assets/a.css", "a{}"),
        ("a.wasm", ""),
    ] {
        std::fs::write(web.path().join(name), content).unwrap();
    }
    let config = Config {
        web: Some(web.path().to_owned()),
        ..Config::default()
    };
    (Bench::with(config).await, web)
}

#[tokio::test]
async fn files_have_their_types_and_paths_of_the_page_get_the_index() {
    let (bench, _web) = bench().await;
    for (path, kind) in [
        ("/", "text/html"),
        ("/index.html", "text/html"),
        ("/history/today", "text/html"),
        ("/assets/a.js", "text/javascript"),
        ("/assets/a.css", "text/css"),
        ("/a.wasm", "application/wasm"),
    ] {
        let answer = bench.get(path, "").await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(
            answer.header("content-type").starts_with(kind),
            "{path}: {}",
            answer.header("content-type")
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
}

#[tokio::test]
async fn a_missing_file_is_404_and_never_the_index() {
    let (bench, web) = bench().await;
    std::fs::write(web.path().with_extension("secret"), "secret").unwrap();
    let outside = format!("/../{}.secret", web.path().file_name().unwrap().to_str().unwrap());
    for path in [
        "/assets/b.js",
        "/favicon.ico",
        &outside,
        &outside.replace("..", "%2e%2e"),
        "/..%2f..%2fetc%2fpasswd.x",
    ] {
        let answer = bench.get(path, "").await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(!String::from_utf8_lossy(&answer.body).contains("secret"));
    }
    std::fs::remove_file(web.path().with_extension("secret")).unwrap();
}

#[tokio::test]
async fn an_unknown_operation_is_a_json_error_and_no_page() {
    let (bench, _web) = bench().await;
    assert_eq!(bench.get("/api/unknown", "").await.error(), (404, "not_found".into()));
}

#[tokio::test]
async fn without_a_page_the_server_says_where_the_api_is() {
    let bench = Bench::start().await;
    let answer = bench.get("/", "").await;
    assert_eq!(answer.status, 404);
    assert!(String::from_utf8_lossy(&answer.body).contains("/api"));
}
