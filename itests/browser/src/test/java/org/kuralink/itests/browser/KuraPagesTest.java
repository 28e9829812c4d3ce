/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.browser;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Creates a connection in the web pages of a Kura that runs on this machine with the package
 * installed, lets it work with the simulator, and takes the screenshots of the documentation.
 * {@code -Dkura.url} is its address, {@code -Dkura.user} and {@code -Dkura.password} its
 * credentials; the created connection is deleted again.
 */
@Tag("kura")
class KuraPagesTest {

  private static final String CONNECTION = "org.kuralink.AlibabaCloudIot";

  /** As a person sees it, and tall enough for the first fields of a form. */
  private static final int WIDTH = 1280;

  @Test
  void connectsThroughKurasPagesAndShowsWhatIsThere() throws Exception {
    try (Platform platform = new Platform();
        Chromium browser = Chromium.open("en-US", WIDTH)) {
      try (KuraPages kura = new KuraPages(browser, named("kura.url"))) {
        kura.logIn(named("kura.user"), named("kura.password"));
        kura.connections();
        kura.create(CONNECTION);
        // A package beside the base may bring more.
        assertTrue(
            kura.tabs()
                .containsAll(
                    List.of("Assets", "Connection", "Cota", "Gateway", "Ota", "Shadow", "Thing")),
            () -> String.valueOf(kura.tabs()));
        connect(kura, platform);
        kura.publisher("org.kuralink.kura.PropertyPublisher", "properties");
        kura.tab("Connection");
        keep(browser, "kura-connection.png");
        kura.tab("Thing");
        keep(browser, "kura-thing.png");
        kura.status();
        browser.awaitText("body", Platform.DEVICE + " (product " + Platform.PRODUCT + ")");
        keep(browser, "kura-status.png");
      }
      platform.await("offline");
    }
  }

  private static void connect(KuraPages kura, Platform platform) throws Exception {
    kura.awaitStatus(CONNECTION, "Disconnected");
    kura.tab("Connection");
    kura.fill("product.key", Platform.PRODUCT);
    kura.fill("device.name", Platform.DEVICE);
    kura.fill("device.secret", Platform.SECRET);
    kura.fill("transport", "tcp");
    kura.fill("host", "127.0.0.1");
    kura.fill("port", Integer.toString(platform.simulator().ports().tcp()));
    kura.apply();
    platform.await("online");
    kura.awaitStatus(CONNECTION, "Connected");
  }

  private static String named(String property) {
    String value = System.getProperty(property, "");
    assertTrue(
        !value.isEmpty(),
        () ->
            "-Pkura-pages needs -D"
                + property
                + " of a Kura that runs on this machine with the package kuralink installed");
    return value;
  }

  private static void keep(Chromium browser, String name) throws Exception {
    browser.keep(Path.of(System.getProperty("pictures", "target/pictures"), name));
  }
}
