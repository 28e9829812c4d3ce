/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.browser;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** Headless Chromium with a given language and window width. */
final class Chromium implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int HEIGHT = 900;
  private static final int LARGEST_PICTURE = 200_000;

  /** What is wider than its place: the page, and whatever would have to be scrolled sideways. */
  private static final String TOO_WIDE =
      """
      const wide = [];
      const root = document.documentElement;
      if (root.scrollWidth > root.clientWidth) { wide.push(`page ${root.scrollWidth} > ${root.clientWidth}`); }
      for (const one of document.querySelectorAll(
          '.table-scroll, .card, .pane, .tabs, .dialog-body, #view, .alink, .alink table')) {
        if (one.offsetParent && one.scrollWidth > one.clientWidth + 1) {
          wide.push(`${one.tagName}.${one.className}#${one.id} ${one.scrollWidth} > ${one.clientWidth}`);
        }
      }
      return wide;
      """;

  private static final Map<String, ChromeDriver> STARTED = new ConcurrentHashMap<>();

  private final ChromeDriver driver;

  private Chromium(ChromeDriver driver) {
    this.driver = driver;
  }

  /** One that speaks this language: one for all tests, with nothing kept of the one before. */
  static Chromium open(String language, int width) {
    ChromeDriver driver = STARTED.computeIfAbsent(language, Chromium::start);
    Chromium browser = new Chromium(driver);
    browser.width(width);
    return browser;
  }

  private static ChromeDriver start(String language) {
    Path binary = found("browser.binary", "chromium", "chromium-browser", "google-chrome");
    Path program = found("browser.driver", "chromedriver");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(binary.toFile());
    options.setAcceptInsecureCerts(true);
    options.addArguments(
        "--headless=new",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--accept-lang=" + language,
        "--window-size=1280," + HEIGHT);
    if ("root".equals(System.getProperty("user.name"))) {
      options.addArguments("--no-sandbox");
    }
    options.setExperimentalOption("prefs", Map.of("intl.accept_languages", language));
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(program.toFile()).build();
    ChromeDriver driver = new ChromeDriver(service, options);
    Runtime.getRuntime().addShutdownHook(new Thread(driver::quit, "quit-chromium-" + language));
    return driver;
  }

  private static Path found(String property, String... names) {
    return programs(System.getProperty(property, ""), System.getenv("PATH"), names)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "-Pbrowser needs "
                        + names[0]
                        + " on the PATH (Debian: apt-get install chromium chromium-driver), or -D"
                        + property
                        + "=FILE"));
  }

  /** The program that a property names, else the first of these names on the path. */
  static Optional<Path> programs(String named, String path, String... names) {
    Stream<Path> places =
        named.isEmpty()
            ? Stream.of(names)
                .flatMap(
                    name ->
                        Stream.of(path.split(File.pathSeparator))
                            .map(directory -> Path.of(directory, name)))
            : Stream.of(Path.of(named));
    return places.filter(Files::isExecutable).findFirst();
  }

  /** The width of the window in pixels of CSS, down to that of a telephone. */
  void width(int width) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", HEIGHT, "deviceScaleFactor", 1, "mobile", false));
  }

  void mayUseTheClipboard() {
    driver.executeCdpCommand(
        "Browser.grantPermissions",
        Map.of("permissions", List.of("clipboardReadWrite", "clipboardSanitizedWrite")));
  }

  void go(String address) {
    driver.get(address);
  }

  void reload() {
    driver.navigate().refresh();
  }

  String address() {
    return driver.getCurrentUrl();
  }

  Object run(String script, Object... arguments) {
    return ((JavascriptExecutor) driver).executeScript(script, arguments);
  }

  /** Runs a script that gives a promise. */
  Object promised(String script) {
    return ((JavascriptExecutor) driver)
        .executeAsyncScript(
            "const done = arguments[arguments.length - 1]; (async () => {"
                + script
                + "})().then(done, (failure) => done(`failed: ${failure}`));");
  }

  @SuppressWarnings("unchecked")
  List<String> tooWide() {
    return (List<String>) run(TOO_WIDE);
  }

  /** Waits for it; what is drawn anew meanwhile is looked for again. */
  <T> T await(String what, Function<ChromeDriver, T> wanted) {
    AtomicReference<T> found = new AtomicReference<>();
    Awaitility.await(what)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptionsInstanceOf(WebDriverException.class)
        .until(
            () -> {
              found.set(wanted.apply(driver));
              return found.get() != null && !found.get().equals(false);
            });
    return found.get();
  }

  WebElement shown(String css) {
    return await(
        css,
        page ->
            page.findElements(By.cssSelector(css)).stream()
                .filter(WebElement::isDisplayed)
                .findFirst()
                .orElse(null));
  }

  /** The button or link with exactly this text, within what the selector names. */
  WebElement named(String within, String text) {
    return await(
        "a button or link " + text,
        page ->
            page
                .findElements(
                    By.cssSelector(within + " button, " + within + " a, " + within + " summary"))
                .stream()
                .filter(one -> one.isDisplayed() && one.getText().strip().equals(text))
                .findFirst()
                .orElse(null));
  }

  void click(String within, String text) {
    await(
        "a click on " + text,
        page -> {
          named(within, text).click();
          return true;
        });
  }

  void awaitText(String css, String text) {
    await(text + " in " + css, page -> text(css).contains(text));
  }

  String text(String css) {
    return String.valueOf(run("return document.querySelector(arguments[0])?.innerText ?? ''", css));
  }

  /** What stands in a field. */
  String value(String css) {
    return String.valueOf(run("return document.querySelector(arguments[0])?.value ?? ''", css));
  }

  /** Writes what is seen into a file, small enough for the documents. */
  void keep(Path file) throws IOException {
    byte[] picture = driver.getScreenshotAs(OutputType.BYTES);
    if (picture.length > LARGEST_PICTURE) {
      throw new AssertionError(file + " has " + picture.length + " bytes");
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, picture);
  }

  /** What the browser complained of, errors of the network of pages that are being left aside. */
  List<String> complaints() {
    return driver.manage().logs().get("browser").getAll().stream()
        .map(Object::toString)
        .filter(line -> line.contains("SEVERE"))
        .toList();
  }

  @Override
  public void close() {
    run("localStorage.clear(); sessionStorage.clear()");
    driver.get("about:blank");
  }
}
