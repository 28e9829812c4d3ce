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
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.kuralink.api.thing.Thing;
import org.kuralink.standalone.embedded.EmbeddedGateway;

/**
 * One contender in a JVM of its own, so that the operating system counts what it alone uses. Takes
 * a line for each run, the number of posts and the pace, and prints a line when the last reply is
 * there.
 */
final class PostingProcess {

  static final String READY = "ready";
  static final String DONE = "done";

  private static final int WINDOW = 1000;

  private PostingProcess() {}

  /**
   * Runs until its input ends.
   *
   * @param arguments which contender, whether its posts are durable, the port, product key, name
   *     and secret of the device, a directory for the gateway and one for its queue
   */
  public static void main(String[] arguments) throws Exception {
    boolean durable = Boolean.parseBoolean(arguments[1]);
    int port = Integer.parseInt(arguments[2]);
    DeviceLogin device = new DeviceLogin(arguments[3], arguments[4], arguments[5]);
    if (arguments[0].equals("paho")) {
      serve(new BarePaho("", device, port, durable ? 1 : 0, WINDOW));
    } else {
      Path directory = Files.createDirectories(Path.of(arguments[6]));
      try (EmbeddedGateway gateway = EmbeddedGateway.start(directory)) {
        Map<String, Object> queue = Map.of("queue.directory", arguments[7]);
        Thing thing = PropertyPosts.thing(gateway, device, port, queue);
        serve(new KuralinkThing("", thing, durable, WINDOW));
      }
    }
    System.exit(0);
  }

  private static void serve(Paced contender) throws Exception {
    try (contender;
        BufferedReader orders =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println(READY);
      for (String order = orders.readLine(); order != null; order = orders.readLine()) {
        String[] words = order.split(" ");
        contender.run(Integer.parseInt(words[0]), new Pace(Integer.parseInt(words[1])));
        System.out.println(DONE);
      }
    }
  }
}
