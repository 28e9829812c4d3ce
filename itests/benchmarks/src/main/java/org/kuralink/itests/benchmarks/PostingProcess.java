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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kuralink.api.thing.Thing;
import org.kuralink.standalone.embedded.EmbeddedGateway;

/**
 * A contender in its own JVM, so that the operating system measures its usage separately. Reads one
 * line per run, with the number of posts, the rate and the number in flight, and prints a line with
 * the nanoseconds until the last reply.
 */
final class PostingProcess {

  static final String READY = "ready";
  static final String DONE = "done ";
  static final int WINDOW = 1000;

  private PostingProcess() {}

  /** Executes posts. */
  enum Poster {
    /** Kuralink as an application uses it. */
    THING,
    /** A line of Kuralink, without what is above it. */
    LINE,
    /** A client without Kuralink. */
    BARE
  }

  /**
   * The task.
   *
   * @param contender the contender
   * @param directory the directory of the gateway
   * @param queue the directory of its queue
   * @param authorities the trusted CA certificates in PEM
   * @param model the thing model, for uplink-only transports, which cannot receive one
   */
  record Task(
      Poster contender,
      Way way,
      boolean durable,
      int port,
      DeviceLogin device,
      Path directory,
      Path queue,
      Path authorities,
      Path model) {

    /** As the arguments of its process. */
    List<String> words() {
      return List.of(
          contender.name(),
          way.name(),
          String.valueOf(durable),
          String.valueOf(port),
          device.productKey(),
          device.deviceName(),
          device.deviceSecret(),
          directory.toString(),
          queue.toString(),
          authorities.toString(),
          model.toString());
    }

    static Task of(String[] words) {
      return new Task(
          Poster.valueOf(words[0]),
          Way.valueOf(words[1]),
          Boolean.parseBoolean(words[2]),
          Integer.parseInt(words[3]),
          new DeviceLogin(words[4], words[5], words[6]),
          Path.of(words[7]),
          Path.of(words[8]),
          Path.of(words[9]),
          Path.of(words[10]));
    }
  }

  /**
   * Runs until its input ends.
   *
   * @param arguments the words of a task
   */
  public static void main(String[] arguments) throws Exception {
    Task task = Task.of(arguments);
    if (task.contender() == Poster.BARE) {
      serve(bare(task));
    } else {
      try (EmbeddedGateway gateway =
          EmbeddedGateway.start(Files.createDirectories(task.directory()))) {
        serve(
            task.contender() == Poster.LINE
                ? new BareReports(new KuralinkLine(gateway, task), WINDOW)
                : new KuralinkThing("", thing(gateway, task), task.durable(), WINDOW));
      }
    }
    System.exit(0);
  }

  private static Paced bare(Task task) throws Exception {
    DeviceLogin device = task.device();
    int port = task.port();
    return switch (task.way()) {
      case TCP -> new BarePaho("", device, port, task.durable() ? 1 : 0, WINDOW);
      case HTTPS -> new BareReports(new BareHttp(device, port, task.authorities()), WINDOW);
      case COAPS -> new BareReports(BareCalifornium.dtls(device, port, task.authorities()), WINDOW);
      case COAP_SYMMETRIC -> new BareReports(BareCalifornium.symmetric(device, port), WINDOW);
      case TLS -> throw new IllegalArgumentException("no bare client for " + task.way());
    };
  }

  private static Thing thing(EmbeddedGateway gateway, Task task) throws Exception {
    Map<String, Object> connection = new HashMap<>();
    connection.put("queue.directory", task.queue().toString());
    connection.put("transport", task.way().transport());
    if (task.way() == Way.TCP) {
      return PropertyPosts.thing(gateway, task.device(), task.port(), connection);
    }
    connection.put("host", "localhost");
    connection.put("request.timeout.seconds", 60);
    connection.put("ca.certificate", Files.readString(task.authorities()));
    Map<String, Object> model =
        Map.of("model.source", "file", "model.file", task.model().toString());
    return PropertyPosts.thing(gateway, task.device(), task.port(), connection, model);
  }

  private static void serve(Paced contender) throws Exception {
    try (contender;
        BufferedReader orders =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println(READY);
      for (String order = orders.readLine(); order != null; order = orders.readLine()) {
        String[] words = order.split(" ");
        Paced one = contender.within(Integer.parseInt(words[2]));
        long nanos = one.run(Integer.parseInt(words[0]), new Pace(Integer.parseInt(words[1])));
        System.out.println(DONE + nanos);
      }
    }
  }
}
