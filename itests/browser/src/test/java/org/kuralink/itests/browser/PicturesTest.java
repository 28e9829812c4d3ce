/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.browser;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Takes the screenshots of the documentation in both languages, of a gateway that works with the
 * simulator; {@code -Dpictures=DIRECTORY} is the target directory.
 */
class PicturesTest {

  private static final int WIDTH = 1100;

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({"en-US,''", "zh-CN,.zh-CN"})
  void ofTheSimulatorAndOfTheWebConsole(String language, String suffix) throws Exception {
    Path pictures = Path.of(System.getProperty("pictures", "target/pictures"));
    try (Platform platform = new Platform();
        GatewayAtWork gateway = new GatewayAtWork(platform, directory);
        Chromium browser = Chromium.open(language, WIDTH)) {
      browser.go(gateway.console("alink/status"));
      // The thing model comes after the log-in; a picture in between would show no thing.
      browser.await(
          "the log-in and the model",
          page ->
              browser
                  .text("#alink")
                  .matches("(?s).*(online since.*\\b4 properties|在线，自.*\\b4 个属性).*"));
      browser.keep(pictures.resolve("web-console" + suffix + ".png"));
      browser.go(platform.device("properties"));
      browser.shown(".status.online");
      browser.shown("#messages li");
      browser.keep(pictures.resolve("simulator" + suffix + ".png"));
    }
  }
}
