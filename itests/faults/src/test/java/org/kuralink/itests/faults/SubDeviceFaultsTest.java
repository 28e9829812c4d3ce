/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.faults;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.simulator.Limits;
import org.kuralink.simulator.Simulator;
import org.kuralink.simulator.SimulatorOptions;
import org.kuralink.simulator.broker.Session;
import org.kuralink.simulator.gateway.GatewayLimits;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.tsl.Tsl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills a gateway (SIGKILL) and cuts its broker at random times, while three hundred sub-devices
 * post and receive property sets; with {@code -Plong} for five minutes. {@code -Dkuralink.seed}
 * selects another run.
 */
class SubDeviceFaultsTest {

  private static final Logger LOG = LoggerFactory.getLogger(SubDeviceFaultsTest.class);
  private static final boolean LONG = Integer.getInteger("kuralink.kills", 0) >= 1000;
  private static final Duration TROUBLE = Duration.ofSeconds(LONG ? 300 : 30);
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /** At the least: the first kills, the others cut. */
  private static final int TROUBLES = 3;

  /** What five log-ins a minute allow, and the pause of the link. */
  private static final Duration BOUND =
      Duration.ofSeconds(66 + GatewayVictim.LONGEST_PAUSE_SECONDS);

  private static final int MOST_LOGINS = 5;
  private static final int REPEATABLE = 50;
  private static final String MODEL =
      """
      {"properties": [
        {"identifier": "Count", "accessMode": "r", "dataType": {"type": "int", "specs": {}}},
        {"identifier": "Level", "accessMode": "rw", "dataType": {"type": "int", "specs": {}}}],
       "events": [], "services": []}
      """;
  private static final DeviceKey GATEWAY = new DeviceKey("a1KuraDemo01", "gateway-01");

  @TempDir Path directory;
  private final long seed = Long.getLong("kuralink.seed", 13);
  private final Random random = new Random(seed);
  private final SubDeviceArrivals arrivals = new SubDeviceArrivals();
  private final List<Command> commands = new ArrayList<>();
  private final ScheduledExecutorService setting = Executors.newSingleThreadScheduledExecutor();
  private final Map<String, Set<Integer>> accepted = new HashMap<>();
  private final List<String> carriedOut = new ArrayList<>();
  private Simulator simulator;
  private Process gateway;
  private int lives;

  /** A property set with a unique value. */
  private record Command(DeviceKey device, String topic, byte[] payload) {

    static Command of(DeviceKey device, int value) {
      String payload =
          "{\"id\":\"%1$d\",\"version\":\"1.0\",\"params\":{\"%2$s\":%1$d}}"
              .formatted(value, GatewayVictim.WANTED);
      return new Command(
          device,
          "/sys/" + device + "/thing/service/property/set",
          payload.getBytes(StandardCharsets.UTF_8));
    }
  }

  @BeforeEach
  void start() throws Exception {
    simulator =
        Simulator.start(
            SimulatorOptions.forTests()
                .withLimits(Limits.NONE)
                .withGatewayLimits(GatewayLimits.of(Limits.PLATFORM)));
    simulator
        .registry()
        .createProduct(
            Optional.of(GatewayVictim.PRODUCT),
            "Sub-devices",
            Optional.empty(),
            true,
            Tsl.parse(JsonParser.parseString(MODEL).getAsJsonObject()));
    for (int number = 0; number < GatewayVictim.DEVICES; number++) {
      simulator.registry().createDevice(key(number), Optional.empty());
    }
    simulator.journal().subscribe(arrivals::event);
    startGateway();
    setting.scheduleWithFixedDelay(this::set, 0, 50, TimeUnit.MILLISECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    setting.shutdownNow();
    kill();
    simulator.close();
  }

  private static DeviceKey key(int number) {
    return new DeviceKey(GatewayVictim.PRODUCT, GatewayVictim.device(number).deviceName());
  }

  private void startGateway() throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dkuralink.bundles=" + System.getProperty("kuralink.bundles"),
            "-cp",
            System.getProperty("java.class.path"),
            GatewayVictim.class.getName(),
            directory.toString(),
            String.valueOf(simulator.ports().tcp()),
            String.valueOf(lives++));
    // to a file: a pipe that nobody reads would stop it
    File log = new File("target", "sub-device-faults.log");
    gateway =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(
                lives == 1
                    ? ProcessBuilder.Redirect.to(log)
                    : ProcessBuilder.Redirect.appendTo(log))
            .start();
  }

  private void kill() throws InterruptedException {
    gateway.destroyForcibly();
    assertTrue(gateway.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS));
  }

  /** Sets a device that is there, or says once more what was said to it before. */
  private void set() {
    int number = random.nextInt(GatewayVictim.DEVICES);
    Optional<Session> session = simulator.sessions().of(key(number));
    if (session.isPresent()) {
      int size = commands.size();
      boolean again = size > REPEATABLE && random.nextInt(4) == 0;
      Command command =
          again
              ? commands.get(size - 1 - random.nextInt(REPEATABLE))
              : Command.of(key(number), size);
      if (!again) {
        commands.add(command);
      }
      simulator
          .sessions()
          .of(command.device())
          .ifPresent(there -> there.send(command.topic(), command.payload(), 1));
    }
  }

  @Test
  void nothing_is_lost_or_done_twice_and_all_come_back() throws Exception {
    LOG.info("seed {}", seed);
    awaitGateway();
    Instant begin = Instant.now();
    await("all are there").atMost(LIMIT).until(this::allOnline);
    // as slow as this machine is today
    Duration first = Duration.between(begin, Instant.now()).plusSeconds(5);
    trouble();
    awaitGateway();
    await("all are back").atMost(BOUND.plus(first.multipliedBy(2))).until(this::allOnline);
    setting.shutdown();
    assertTrue(setting.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS));
    gateway.getOutputStream().write('\n');
    gateway.getOutputStream().flush();
    await("no more posts").atMost(LIMIT).until(() -> diary().contains(GatewayVictim.QUIET));
    readDiary();
    await("all that was accepted").atMost(LIMIT).until(() -> missing().isEmpty());
    tell();
    for (String device : accepted.keySet()) {
      List<Integer> order = arrivals.first(device);
      assertEquals(order.stream().sorted().toList(), order, device);
    }
    assertTrue(carriedOut.size() > REPEATABLE, "" + carriedOut.size());
    assertEquals(Set.copyOf(carriedOut).size(), carriedOut.size(), "carried out twice");
    assertTrue(arrivals.mostLogins() <= MOST_LOGINS, "" + arrivals.mostLogins());
    assertEquals(List.of(), arrivals.wrong());
  }

  private void trouble() throws Exception {
    Random troubles = new Random(seed);
    Instant end = Instant.now().plus(TROUBLE);
    for (int done = 0; done < TROUBLES || Instant.now().isBefore(end); done++) {
      awaitGateway();
      int wanted = arrivals.count() + 50 + troubles.nextInt(150);
      await("posts").atMost(LIMIT).until(() -> arrivals.count() >= wanted);
      int kind = done < TROUBLES ? done : troubles.nextInt(TROUBLES);
      if (kind == 0) {
        kill();
        startGateway();
      } else if (kind == 1) {
        simulator.broker().stop().join();
        startBroker();
      } else {
        simulator.sessions().of(GATEWAY).ifPresent(session -> session.close("cut"));
      }
    }
  }

  /** Anybody's connection may have been given its port meanwhile, as the number it comes from. */
  private void startBroker() {
    await("its port is free")
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(
            () -> {
              simulator.broker().start().join();
              return simulator.broker().running();
            });
  }

  private void awaitGateway() {
    await("gateway").atMost(LIMIT).until(() -> simulator.sessions().of(GATEWAY).isPresent());
  }

  private boolean allOnline() {
    return IntStream.range(0, GatewayVictim.DEVICES)
        .allMatch(number -> simulator.sessions().of(key(number)).isPresent());
  }

  private List<String> diary() throws IOException {
    return Files.readAllLines(directory.resolve(GatewayVictim.DIARY));
  }

  private void readDiary() throws IOException {
    for (String line : diary()) {
      String[] words = line.split(" ");
      if (words[0].equals(GatewayVictim.ACCEPTED)) {
        accepted
            .computeIfAbsent(words[1], device -> new HashSet<>())
            .add(Integer.valueOf(words[2]));
      } else if (words[0].equals(GatewayVictim.SET)) {
        carriedOut.add(line);
      }
    }
  }

  private List<String> missing() {
    return accepted.keySet().stream()
        .filter(device -> !Set.copyOf(arrivals.first(device)).containsAll(accepted.get(device)))
        .toList();
  }

  private void tell() {
    LOG.info(
        "{} lives, {} posts accepted, {} arrivals of which {} repeated, {} sets carried out of {},"
            + " at most {} log-ins of a device in a minute, refused: {}",
        lives,
        accepted.values().stream().mapToInt(Set::size).sum(),
        arrivals.count(),
        arrivals.repeated(),
        carriedOut.size(),
        commands.size(),
        arrivals.mostLogins(),
        arrivals.refused());
  }
}
