/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.faults;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.HandlerProperties;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.PropertySetHandler;
import org.kuralink.api.thing.Thing;
import org.kuralink.standalone.embedded.EmbeddedGateway;

/**
 * A gateway in its own process, which a test kills: its sub-devices post sequentially and receive
 * property sets. Accepted posts and applied sets are written to a file at once.
 */
final class GatewayVictim implements PropertySetHandler {

  static final String PRODUCT = "a1KuraSub01";
  static final String POSTED = "Count";

  /** Another one, because what was set is posted. */
  static final String WANTED = "Level";

  static final int DEVICES = 300;
  static final String DIARY = "diary";

  /** Words of the diary: a post was accepted, a command is carried out, no more posts come. */
  static final String ACCEPTED = "accepted";

  static final String SET = "set";
  static final String QUIET = "quiet";

  /** Values of one life are larger than those of the one before. */
  private static final int VALUES_OF_A_LIFE = 1_000_000;

  /** The widest window of the reconnect policy. */
  static final int LONGEST_PAUSE_SECONDS = 2;

  /** More than is posted, so that what waited for an outage catches up. */
  private static final int UPLINK_RATE = 100;

  private static final long POST_MS = 25;
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final BufferedWriter diary;
  private int next;

  private GatewayVictim(Path diary, int life) throws IOException {
    this.diary =
        Files.newBufferedWriter(diary, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    this.next = life * VALUES_OF_A_LIFE;
  }

  static DeviceIdentity device(int number) {
    return new DeviceIdentity(PRODUCT, "sub-%03d".formatted(number));
  }

  /**
   * Lives until it is killed, or its input ends; a line ends the posting.
   *
   * @param arguments directory, port of the broker, number of this life
   */
  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    GatewayVictim victim =
        new GatewayVictim(directory.resolve(DIARY), Integer.parseInt(arguments[2]));
    victim.live(directory, Integer.parseInt(arguments[1]));
    System.exit(0);
  }

  private void live(Path directory, int port) throws Exception {
    EmbeddedGateway gateway = EmbeddedGateway.start(directory.resolve("data"));
    gateway.register(
        PropertySetHandler.class, this, Map.of(HandlerProperties.PRODUCT_KEY, PRODUCT));
    configure(gateway, port);
    Thing thing =
        Awaitility.await()
            .atMost(LIMIT)
            .ignoreException(IllegalStateException.class)
            .until(() -> gateway.service(Thing.class, "(kura.service.pid=main)"), Objects::nonNull);
    List<Thing> things =
        IntStream.range(0, DEVICES).mapToObj(number -> thing.of(device(number))).toList();
    ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    ScheduledFuture<?> posting =
        thread.scheduleAtFixedRate(() -> post(things), 0, POST_MS, TimeUnit.MILLISECONDS);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    in.readLine();
    posting.cancel(false);
    thread.submit(() -> {}).get();
    write(QUIET);
    in.readLine();
  }

  private static void configure(EmbeddedGateway gateway, int port) {
    // before the session logs in: it asks the platform to subscribe for sub-devices
    String devices =
        IntStream.range(0, DEVICES)
            .mapToObj(
                number ->
                    "{\"productKey\":\"%s\",\"deviceName\":\"%s\"}"
                        .formatted(PRODUCT, device(number).deviceName()))
            .collect(Collectors.joining(",", "[", "]"));
    gateway.configure(
        "org.kuralink.gateway", "main", Map.of("connection", "main", "devices", devices));
    connect(gateway, port, Map.of("uplink.rate", UPLINK_RATE));
    gateway.configure(
        "org.kuralink.thing", "main", Map.of("connection", "main", "model.source", "none"));
  }

  /** The device that every simulator knows, over tcp, soon back when its link is lost. */
  static void connect(EmbeddedGateway gateway, int port, Map<String, ?> more) {
    Map<String, Object> properties = new HashMap<>(more);
    properties.put("product.key", "a1KuraDemo01");
    properties.put("device.name", "gateway-01");
    properties.put("device.secret", "kuraDemoGateway01SecretForLocal1");
    properties.put("host", "localhost");
    properties.put("transport", "tcp");
    properties.put("port", port);
    properties.put("reconnect.min.seconds", 1);
    properties.put("reconnect.max.seconds", LONGEST_PAUSE_SECONDS);
    gateway.configure("org.kuralink.connection", "main", properties);
  }

  private void post(List<Thing> things) {
    int value = next++;
    int number = value % DEVICES;
    CompletableFuture<?> post =
        things.get(number).post(PropertyPost.durable(Map.of(POSTED, value))).toCompletableFuture();
    if (!post.isCompletedExceptionally()) {
      write(ACCEPTED + " " + device(number).deviceName() + " " + value);
    }
  }

  @Override
  public CompletionStage<Reply> set(Map<String, Object> values) {
    write(SET + " " + values.get(WANTED));
    return CompletableFuture.completedFuture(Reply.success());
  }

  private synchronized void write(String line) {
    try {
      diary.write(line + "\n");
      diary.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
