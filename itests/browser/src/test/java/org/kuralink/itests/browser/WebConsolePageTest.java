/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the Alink page of the gateway's Web Console in a browser. */
class WebConsolePageTest {

  private static final List<String> TABS =
      List.of(
          "status",
          "model",
          "devices",
          "services",
          "shadow",
          "config",
          "ota",
          "channels",
          "certificates");

  /**
   * Labels, heads and buttons in which no Chinese stands; identifiers of data are none of these.
   */
  private static final String LEFT_IN_ENGLISH =
      """
      return [...document.querySelectorAll('.alink h3, .alink th, .alink .facts td:first-child, .alink button, '
          + '.alink option, .alink .buttonGroup a, .alink .statline')]
        .map((one) => one.textContent.trim())
        .filter((text) => text !== '' && !/[\\u4e00-\\u9fff]/.test(text) && !['id', 'SHA-256'].includes(text));
      """;

  @TempDir private static Path directory;

  private static Platform platform;
  private static GatewayAtWork gateway;
  private Chromium browser;

  @BeforeAll
  static void start() throws Exception {
    platform = new Platform();
    gateway = new GatewayAtWork(platform, directory);
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    platform.close();
  }

  @AfterEach
  void closeTheBrowser() {
    browser.close();
  }

  private void open(String language, int width, String tab) throws Exception {
    browser = Chromium.open(language, width);
    browser.go(gateway.console("alink/" + tab));
    browser.shown("#alink h3");
  }

  @Test
  void speaksTheLanguageOfTheBrowser() throws Exception {
    open("en-US", 1280, "status");
    browser.awaitText("#alink", "online since");
    assertEquals("en", browser.run("return document.getElementById('alink').lang"));
    browser.close();
    for (String tab : TABS) {
      open("zh-CN", 1280, tab);
      assertEquals(List.of(), browser.run(LEFT_IN_ENGLISH), tab);
    }
    open("zh-CN", 1280, "status");
    browser.awaitText("#alink", "在线，自");
  }

  @Test
  void asksBeforeWhatIsTypedIsLeft() throws Exception {
    open("en-US", 1280, "status");
    browser.awaitText("#alink", "online since");
    open("en-US", 1280, "devices");
    browser.shown("input[name=field]").sendKeys("a1Typed 60");
    browser.shown("input[name=text]").sendKeys("half a na");

    assertEquals("a1Typed 60", browser.value("input[name=field]"));
    assertEquals("half a na", browser.value("input[name=text]"));
    assertEquals(
        true,
        browser.run("return !dispatchEvent(new Event('beforeunload', { cancelable: true }))"),
        "leaving is asked for");
  }

  @Test
  void aStateThatChangesIsShownWithoutAReload() throws Exception {
    open("en-US", 1280, "status");
    browser.awaitText("#alink", "online since");
    String before = browser.text(".facts");
    browser.run("window.notReloaded = true");
    platform.send("POST", "/devices/" + Platform.PRODUCT + "/" + Platform.DEVICE + "/kick", "{}");
    browser.await("another state", page -> !browser.text(".facts").equals(before));
    assertEquals(true, browser.run("return window.notReloaded"));
  }

  @Test
  void aLongTextLeavesTheCellsBesideItAsWideAsAWord() throws Exception {
    open("zh-CN", 1280, "status");
    assertEquals(
        1L,
        browser.run(
            """
            const table = document.createElement('table');
            const cells = ['18', '下载中', 'greeting', 'it did not start, '.repeat(99)];
            table.insertRow().append(...cells.map((text) => {
              const cell = document.createElement('td');
              const word = document.createElement('span');
              word.textContent = text;
              cell.append(word);
              return cell;
            }));
            document.getElementById('alink').append(table);
            return Math.max(...[...table.querySelectorAll('td:not(:last-child) span')]
              .map((word) => word.getClientRects().length));
            """));
  }

  @ParameterizedTest
  @CsvSource({"en-US,1280", "en-US,390", "zh-CN,1280", "zh-CN,390"})
  void nothingOfItIsWiderThanTheWindow(String language, int width) throws Exception {
    for (String tab : TABS) {
      open(language, width, tab);
      assertEquals(List.of(), browser.tooWide(), tab);
      assertTrue(
          (Boolean)
              browser.run(
                  "return document.getElementById('alink').getBoundingClientRect().right <= innerWidth"),
          tab);
    }
  }
}
