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
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The platform's JavaScript device SDK in Node.js, which posts the same properties with QoS 0. */
final class JavaScriptSdk implements Contender {

  private final Process node;
  private final BufferedWriter orders;
  private final BufferedReader answers;

  JavaScriptSdk(Path script, Path modules, DeviceLogin device, int port, int window)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                "node",
                script.toString(),
                device.productKey(),
                device.deviceName(),
                device.deviceSecret(),
                "tcp://127.0.0.1:" + port,
                Integer.toString(window),
                Sample.PARAMS)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("NODE_PATH", modules.toString());
    this.node = builder.start();
    this.orders =
        new BufferedWriter(new OutputStreamWriter(node.getOutputStream(), StandardCharsets.UTF_8));
    this.answers =
        new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8));
    expect("ready");
  }

  @Override
  public String name() {
    return "JavaScript SDK, QoS 0";
  }

  @Override
  public long run(int posts) throws IOException {
    orders.write(posts + "\n");
    orders.flush();
    return Long.parseLong(expect("nanos").substring("nanos ".length()).strip());
  }

  /** Skips what the SDK itself prints. */
  private String expect(String word) throws IOException {
    String line = answers.readLine();
    while (line != null && !line.startsWith(word)) {
      line = answers.readLine();
    }
    if (line == null) {
      throw new IOException("the JavaScript SDK ended; is it installed in its directory?");
    }
    return line;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    orders.close();
    if (!node.waitFor(5, TimeUnit.SECONDS)) {
      node.destroyForcibly();
    }
  }
}
