/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client that runs {@code curl}, which sends the same message repeatedly over one connection. */
final class Curl {

  private static final int POSTS = 5_000;

  /** User and system time of what a shell has run, which it prints below its own. */
  private static final Pattern TIMES = Pattern.compile("([0-9]+)m([0-9.]+)s ([0-9]+)m([0-9.]+)s");

  private Curl() {}

  /** Microseconds a post; nothing where there is no {@code curl}. */
  static Optional<Double> processorTime(
      DeviceLogin device, int port, Path authorities, Path directory) throws Exception {
    String base = "https://localhost:" + port;
    HttpClient client =
        HttpClient.newBuilder().sslContext(Authorities.read(authorities).context()).build();
    String token = BareHttp.token(client, base, device);
    Path message = Files.write(directory.resolve("message.json"), Sample.envelope(1));
    String url = "url = \"" + base + "/topic" + device.topic("event/property/post") + "\"\n";
    Path orders =
        Files.writeString(
            directory.resolve("curl.txt"),
            """
            silent
            fail
            cacert = "%s"
            header = "Content-Type: application/octet-stream"
            header = "password: %s"
            data-binary = "@%s"
            """
                    .formatted(authorities, token, message)
                + url.repeat(POSTS));
    String script =
        "command -v curl >/dev/null || exit 3; curl --config '" + orders + "' >'%s' && times";
    Path answers = directory.resolve("curl-answers.txt");
    Process shell =
        new ProcessBuilder("sh", "-c", script.formatted(answers))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    double seconds = 0;
    try (BufferedReader out = shell.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        Matcher times = TIMES.matcher(line);
        seconds = times.matches() ? seconds(times, 1) + seconds(times, 3) : seconds;
      }
    }
    return switch (shell.waitFor()) {
      case 0 -> Optional.of(checked(answers, seconds));
      case 3 -> Optional.empty();
      default -> throw new IOException("curl ended with " + shell.exitValue());
    };
  }

  private static double seconds(Matcher times, int group) {
    return 60 * Double.parseDouble(times.group(group)) + Double.parseDouble(times.group(group + 1));
  }

  private static double checked(Path answers, double seconds) throws IOException {
    int taken = Files.readString(answers).split("\"code\":0,", -1).length - 1;
    if (taken != POSTS) {
      throw new IOException("curl had " + taken + " of " + POSTS + " posts taken");
    }
    return seconds * 1e6 / POSTS;
  }
}
