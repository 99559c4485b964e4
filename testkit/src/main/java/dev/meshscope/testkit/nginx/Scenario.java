package dev.meshscope.testkit.nginx;

/** Requests of the load, each with its share. */
enum Scenario {
  WEB("shop.example", "/", 30),
  WEB_FAILS("shop.example", "/status/500", 4),
  API("shop.example", "/api/items?page=2", 20),
  NO_ENDPOINTS("shop.example", "/empty/", 4),
  ERROR_PAGE("shop.example", "/page/status/503", 4),
  CATALOG("books.example", "/books/17", 20),
  CATALOG_MISSES("books.example", "/status/404", 4),
  PRODUCTPAGE("bookinfo.example", "/productpage", 6),
  UNKNOWN_HOST("nowhere.example", "/", 4),
  REVIEWS("plain.example", "/reviews/1", 16),
  REVIEWS_CLOSES("plain.example", "/reviews/close", 3),
  TIMEOUT("plain.example", "/timeout/hang", 1),
  DOWN("plain.example", "/down/", 3),
  GIVEN_UP("plain.example", "/given-up/", 3),
  LIMITED("plain.example", "/limited/", 3),
  DENIED("plain.example", "/denied/", 2),
  CLOSED("plain.example", "/closed/", 2),
  NO_LOCATION("plain.example", "/nothing", 3),
  CLIENT_LEAVES("plain.example", "/reviews/hang", 1),
  NOT_HTTP("", "", 2);

  private final String host;
  private final String path;
  private final int share;

  Scenario(String host, String path, int share) {
    this.host = host;
    this.path = path;
    this.share = share;
  }

  String host() {
    return host;
  }

  String path() {
    return path;
  }

  int share() {
    return share;
  }
}
