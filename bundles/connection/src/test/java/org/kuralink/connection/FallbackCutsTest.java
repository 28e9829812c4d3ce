/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.line.LineEvents;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.LineFactory;
import org.kuralink.api.line.LineSettings;
import org.kuralink.api.line.OpenLine;

/**
 * Cuts and restores MQTT fifty times, and HTTPS now and then, at seeded random moments under ten
 * posts a second: every accepted message arrives, in order, and twice at most where the session
 * reports that it may.
 */
class FallbackCutsTest {

  private static final String TOPIC = "/pk/dn/user/update";
  private static final int CUTS = 50;

  private final SessionRig rig = new SessionRig();
  private final List<Integer> arrived = new ArrayList<>();
  private int posted;
  private long overHttps;

  /** Tells how the other transport and the network of each stand. */
  private static final class Network {
    private final OpenLine what;
    private final long millisOneWay;
    private boolean works = true;
    private @Nullable Wired present;

    Network(OpenLine what, long millisOneWay) {
      this.what = what;
      this.millisOneWay = millisOneWay;
    }

    void cut() {
      works = false;
      Wired line = present;
      if (line != null) {
        line.cut();
      }
    }

    void heal() {
      works = true;
    }
  }

  /**
   * A line through which messages and confirmations need their time, and are lost when it is cut.
   */
  private final class Wired extends FakeTransport {

    private final Network network;
    private boolean alive = true;
    private boolean open;

    Wired(Network network, LineSettings settings, LineEvents events) {
      super(settings, events);
      this.network = network;
      network.present = this;
    }

    @Override
    public CompletionStage<OpenLine> open() {
      later(
          () -> {
            if (network.works && alive) {
              open = true;
              accept(network.what);
            } else {
              refuse(Cause.UNREACHABLE, "nobody there");
            }
          });
      return super.open();
    }

    @Override
    public CompletionStage<Void> publish(String topic, byte[] payload, int qos) {
      CompletableFuture<Void> done = new CompletableFuture<>();
      later(
          () -> {
            if (alive) {
              arrived.add(Integer.parseInt(new String(payload, StandardCharsets.UTF_8)));
              overHttps += network.what.downlink() ? 0 : 1;
              later(() -> confirm(done));
            }
          });
      return done;
    }

    private void confirm(CompletableFuture<Void> done) {
      if (alive) {
        done.complete(null);
      }
    }

    private void cut() {
      alive = false;
      if (open && !closed) {
        lose();
      }
    }

    @Override
    public void close() {
      super.close();
      rig.time
          .scheduler()
          .schedule(
              () -> alive = false, 1, TimeUnit.SECONDS); // what is on its way may be confirmed
    }

    private void later(Runnable event) {
      rig.time.scheduler().schedule(event, network.millisOneWay, TimeUnit.MILLISECONDS);
    }
  }

  private final Network mqtt =
      new Network(new OpenLine(false, 256 * 1024, 30_000, true, false, false), 40);
  private final Network https =
      new Network(new OpenLine(false, 128 * 1024, 1, false, false, false), 30);

  private LineFactory over(Network network) {
    return (settings, events) -> new Wired(network, settings, events);
  }

  private void pass(int millis) {
    for (int passed = 0; passed < millis; passed += 100) {
      byte[] payload = String.valueOf(posted++).getBytes(StandardCharsets.UTF_8);
      rig.door.publish(new Message(TOPIC, payload), Delivery.DURABLE);
      rig.time.leap(Duration.ofMillis(100));
    }
  }

  static List<Long> seeds() {
    return List.of(16L, new Random().nextLong());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyAcceptedMessageArrivesInOrderAndNoneTwiceThatIsNotCounted(long seed) {
    Random chance = new Random(seed);
    rig.lines.unbind(rig.factory);
    rig.lines.bind(over(mqtt), Map.of(LineFactory.TRANSPORT, new String[] {"tls"}));
    rig.lines.bind(over(https), Map.of(LineFactory.TRANSPORT, new String[] {"https"}));
    rig.properties.put("fallback.transport", "https");
    rig.properties.put("fallback.after.seconds", 5);
    rig.properties.put("reconnect.min.seconds", 1);
    rig.properties.put("reconnect.max.seconds", 5);
    rig.configure();
    for (int cut = 0; cut < CUTS; cut++) {
      pass(1000 + chance.nextInt(24_000));
      mqtt.cut();
      pass(1000 + chance.nextInt(24_000));
      if (chance.nextInt(3) == 0) {
        https.cut();
        pass(1000 + chance.nextInt(9000));
        https.heal();
      }
      mqtt.heal();
    }
    pass(100);
    rig.leap(300);

    String which = "seed " + seed;
    assertEquals(SessionState.ONLINE, rig.state(), which);
    assertEquals(0, rig.kept(), which);
    assertEquals(0, rig.queue.deadLetters.size(), which);
    List<Integer> firsts = new ArrayList<>(new LinkedHashSet<>(arrived));
    assertEquals(IntStream.range(0, posted).boxed().toList(), firsts, which);
    long twice = arrived.size() - posted;
    long counted = rig.door.status().queue().repeated();
    assertTrue(twice <= counted, which + ": " + twice + " came twice, counted " + counted);
    assertTrue(counted < posted / 20, which + ": " + counted + " counted");
    assertTrue(overHttps > 0, which);
    assertTrue(rig.door.status().fallback().orElseThrow().messages() <= overHttps, which);
  }

  @Test
  void aFailureOfOneMessageOverHttpsIsCountedOnceHoweverLongItLasts() {
    rig.lines.bind(
        (settings, events) ->
            new FakeTransport(settings, events) {
              @Override
              public CompletionStage<OpenLine> open() {
                accept(https.what);
                return super.open();
              }

              @Override
              public CompletionStage<Void> publish(String topic, byte[] payload, int qos) {
                lose(Cause.UNREACHABLE);
                return CompletableFuture.failedFuture(
                    new LineException(Cause.UNREACHABLE, "nobody there"));
              }
            },
        Map.of(LineFactory.TRANSPORT, new String[] {"https"}));
    rig.properties.put("fallback.transport", "https");
    rig.configure();
    rig.accept();
    rig.lose();
    pass(100);
    rig.leap(3600);
    assertEquals(1, rig.door.status().queue().repeated());
    assertEquals(1, rig.kept());
    assertEquals(0, rig.queue.deadLetters.size());
  }
}
