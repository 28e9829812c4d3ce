/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayOptionsTest {

  private static final Path HOME = Path.of("/opt/gateway");

  @Test
  void usesTheDirectoriesOfTheDistributionByDefault() throws UsageException {
    GatewayOptions options = parse();

    assertEquals(HOME.resolve("etc"), options.etc());
    assertEquals(HOME.resolve("data"), options.data());
    assertEquals(OptionalInt.empty(), options.web());
    assertFalse(options.shell());
  }

  @Test
  void helpShowsTheEffectiveDirectories() {
    String help = GatewayOptions.help(List.of("--help"), HOME);
    assertTrue(help.contains("(default: " + HOME.resolve("etc") + ")"), help);
    assertTrue(help.contains("(default: " + HOME.resolve("data") + ")"), help);

    String launched =
        GatewayOptions.help(List.of("--etc", "/c/etc", "--data", "/c/data", "--help"), HOME);
    assertTrue(launched.contains("(default: /c/etc)"), launched);
    assertTrue(launched.contains("(default: /c/data)"), launched);
  }

  @Test
  void parsesEveryOption() throws UsageException {
    GatewayOptions options =
        parse(
            "--etc",
            "/a b",
            "--data",
            "/c",
            "--web",
            "0",
            "--web-host",
            "gw.example.com",
            "--web-host",
            "[fd00::1]:8443",
            "--bundles",
            "/d",
            "--bundles",
            "/e",
            "--shell",
            "--stop-on-eof");

    assertEquals(Path.of("/a b"), options.etc());
    assertEquals(Path.of("/c"), options.data());
    assertEquals(OptionalInt.of(0), options.web());
    assertEquals(List.of("gw.example.com", "[fd00::1]:8443"), options.webHosts());
    assertEquals(List.of(Path.of("/d"), Path.of("/e")), options.bundles());
    assertTrue(options.shell());
    assertTrue(options.stopOnEndOfInput());
  }

  @Test
  void usesTheLastOfTwoContradictingOptions() throws UsageException {
    assertFalse(parse("--shell", "--no-shell").shell());
  }

  @Test
  void resolvesARelativeDirectoryAgainstTheWorkingDirectory() throws UsageException {
    assertEquals(Path.of("x").toAbsolutePath(), parse("--etc", "x").etc());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--wrong|unknown option --wrong",
        "etc|unknown option etc",
        "--etc|--etc needs a value",
        "--etc --data|--etc must be a directory, not \"--data\"",
        "--web x|--web must be a port from 0 to 65535, not \"x\"",
        "--web-host http://a|--web-host must be a host name such as gateway.example or gateway.example:8443,"
            + " not \"http://a\"",
        "--web -1|--web must be a port from 0 to 65535, not -1",
        "--web 65536|--web must be a port from 0 to 65535, not 65536"
      })
  void rejectsAWrongCommandLine(String line, String message) {
    UsageException refused = assertThrows(UsageException.class, () -> parse(line.split(" ")));

    assertEquals(message, refused.getMessage());
  }

  private static GatewayOptions parse(String... words) throws UsageException {
    return GatewayOptions.parse(List.of(words), HOME);
  }
}
