/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.DeviceTurns;
import org.kuralink.api.connection.DownloadLimits;
import org.kuralink.api.connection.DownloadRequest;
import org.kuralink.api.connection.LinkListener;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.MessageListener;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestHandler;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.connection.ServerTrust;
import org.kuralink.api.connection.ServerTrustException;
import org.kuralink.api.connection.WebAddress;
import org.kuralink.api.ota.UpdateState;
import org.kuralink.calls.ComponentThread;
import org.kuralink.download.Backoff;
import org.kuralink.download.SessionDownloads;
import org.kuralink.download.WebClient;
import org.kuralink.ota.install.HookInstaller;
import org.kuralink.ota.install.Installers;
import org.kuralink.ota.version.Versions;
import org.kuralink.ota.wire.UpdatedDevice;
import org.kuralink.store.Medium;

/**
 * A gateway in a process of its own that carries out one update and is killed meanwhile. It counts
 * the critical moments, prints a line at the requested one, and waits for the kill. Without a kill
 * it exits after the update.
 */
final class Victim {

  /** The text printed at the requested moment. */
  static final String HERE = "here";

  /** Property: whether the new version crashes the process when it runs. */
  static final String POISON = "kuralink.victim.poison";

  private final Path directory;
  private final WebAddress file;
  private final int moment;
  private final AtomicInteger moments = new AtomicInteger();
  private final CountDownLatch ended = new CountDownLatch(1);

  private Victim(Path directory, WebAddress file, int moment) {
    this.directory = directory;
    this.file = file;
    this.moment = moment;
  }

  /**
   * Arguments: directory, address of the file, number of the moment to stand still at (0: none).
   */
  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    new Victim(directory, WebAddress.parse(arguments[1]), Integer.parseInt(arguments[2])).run();
    System.exit(0);
  }

  /**
   * What the process after the last kill does, done in this one; says whether it came to an end.
   */
  static boolean goOn(Path directory, String file) throws Exception {
    return new Victim(directory, WebAddress.parse(file), 0).run();
  }

  private boolean run() throws Exception {
    ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    try {
      CompletableFuture<DeviceUpdates> started = new CompletableFuture<>();
      thread.execute(() -> start(site(thread), started));
      DeviceUpdates updates = started.get(60, TimeUnit.SECONDS);
      boolean over = ended.await(120, TimeUnit.SECONDS);
      thread.submit(updates::close).get(60, TimeUnit.SECONDS);
      return over;
    } finally {
      thread.shutdownNow();
    }
  }

  private UpdateContext site(ScheduledExecutorService thread) {
    Installers installers = new Installers();
    installers.add(
        new RewritingInstaller(directory.resolve("program"), this::moment),
        Map.of("component.name", "rewriting"));
    return new UpdateContext(
        new ComponentThread(
            "victim",
            String.valueOf(ProcessHandle.current().pid()),
            thread,
            Clock.systemUTC(),
            System::nanoTime),
        new UpdatedDevice(Optional.empty(), "main", Optional::empty),
        directory,
        installers,
        new Versions(Duration.ofSeconds(2), System::nanoTime),
        downloads());
  }

  private void start(UpdateContext around, CompletableFuture<DeviceUpdates> started) {
    try {
      OtaSettings settings = settings();
      DeviceUpdates updates =
          new DeviceUpdates(
              around,
              settings,
              new DeviceTurns(Integer.MAX_VALUE).turn(),
              new HookInstaller.Hooks());
      updates.addListener(
          status -> {
            moment(status.state().name());
            if (status.state() == UpdateState.PROVING && Boolean.getBoolean(POISON)) {
              Runtime.getRuntime().halt(1);
            }
            if (status.state() == UpdateState.IDLE) {
              ended.countDown();
            }
          });
      updates.start();
      Platform platform = new Platform();
      platform.orders = message -> around.thread().run(() -> updates.received(message));
      updates.through(Optional.of(platform));
      boolean idle = updates.status().state() == UpdateState.IDLE;
      if (idle && Files.readString(reports()).contains("step")) {
        ended.countDown();
      }
      started.complete(updates);
    } catch (IOException e) {
      started.completeExceptionally(e);
    }
  }

  private static OtaSettings settings() {
    OtaSettings whole = OtaSettings.of(Map.of("connection", "main", "firmware.version", "1.0"));
    return new OtaSettings(
        "main",
        whole.versions(),
        false,
        "",
        whole.limits(),
        Duration.ofMillis(40),
        Duration.ofSeconds(60),
        Duration.ZERO,
        whole.command(),
        Map.of(),
        Map.of(),
        whole.signers(),
        whole.problems());
  }

  private OtaFixture.Fetched downloads() {
    DownloadLimits limits =
        new DownloadLimits(
            1 << 24,
            5,
            3,
            new DownloadLimits.Pace(0, Duration.ofSeconds(20)),
            Duration.ofMinutes(1),
            true);
    ServerTrust noTrust =
        () -> {
          throw new ServerTrustException("the file is fetched over http");
        };
    Backoff backoff = new Backoff(System::nanoTime, new Random(), pause -> {});
    SessionDownloads download =
        new SessionDownloads(
            new WebClient(Optional::empty), noTrust, pem -> noTrust, Medium.disk(), backoff);
    return (request, to, bytes) -> {
      moment("before the download");
      download.toFile(
          new DownloadRequest(file, request.size(), request.digests(), "", limits), to, bytes);
      moment("after the download");
    };
  }

  private void moment(String name) {
    if (moments.incrementAndGet() == moment) {
      System.out.println(HERE + " " + name);
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Path reports() {
    return directory.resolve("reports");
  }

  /** Orders 1.1 as soon as 1.0 is reported, until it has a report of an end; keeps all reports. */
  private final class Platform implements DeviceLink {

    private volatile MessageListener orders = message -> {};

    @Override
    public DeviceIdentity identity() {
      return new DeviceIdentity("pk", "dn");
    }

    @Override
    public boolean isOnline() {
      return true;
    }

    @Override
    public CompletionStage<Void> publish(Message message, Delivery delivery) {
      JsonObject params =
          JsonParser.parseString(new String(message.payload(), UTF_8))
              .getAsJsonObject()
              .getAsJsonObject("params");
      boolean inform = message.topic().contains("inform");
      if (inform || delivery == Delivery.DURABLE) {
        moment("before a report");
        keep(inform ? "inform " + params.get("version").getAsString() : step(params));
        moment("after a report");
      }
      if (inform && params.get("version").getAsString().equals("1.0")) {
        order();
      }
      return CompletableFuture.completedFuture(null);
    }

    private String step(JsonObject params) {
      return "step " + params.get("step").getAsString() + " " + params.get("desc").getAsString();
    }

    private void keep(String report) {
      try (FileOutputStream out = new FileOutputStream(reports().toFile(), true)) {
        out.write((report + "\n").getBytes(UTF_8));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    private void order() {
      try {
        String reports = Files.readString(reports());
        if (!reports.contains("step")) {
          byte[] order = OtaFixture.order(7).toString().getBytes(UTF_8);
          orders.received(new Message("/ota/device/upgrade/pk/dn", order));
        }
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public Registration subscribe(String topicFilter, MessageListener listener) {
      return () -> {};
    }

    @Override
    public CompletionStage<Reply> request(String method, JsonText params, RequestOptions options) {
      return new CompletableFuture<>();
    }

    @Override
    public Registration answer(String method, RequestHandler handler) {
      return () -> {};
    }

    @Override
    public Registration addListener(LinkListener listener) {
      return () -> {};
    }
  }
}
