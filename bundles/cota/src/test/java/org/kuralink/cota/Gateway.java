/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DownloadException;
import org.kuralink.api.connection.FakeCloudSession;
import org.kuralink.api.connection.FakeDeviceLink;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.cota.ConfigurationResult;
import org.kuralink.api.time.VirtualTime;
import org.kuralink.calls.ComponentThread;
import org.kuralink.cota.offer.Offer;
import org.kuralink.cota.store.ConfigurationFiles;
import org.kuralink.store.FailingMedium;
import org.kuralink.store.Medium;
import org.kuralink.store.MemoryMedium;
import org.kuralink.store.WholeFile;

/**
 * A gateway with a connection that follows its configuration as the real one does: a change ends
 * the session, and the next session is online only if host, secret and keep-alive are right.
 * Virtual time advances only when a test says so.
 */
final class Gateway {

  static final String CONNECTION = "org.kuralink.connection~main";
  static final String THING = "org.kuralink.thing~main";
  static final String COTA = "org.kuralink.cota~main";

  /** A component of another project, which the operator has allowed. */
  static final String LIST = "com.example.list";

  static final String ALLOWED = "org.kuralink.* com.example.list*";
  private static final Path HERE = Path.of("gateway");
  static final Duration WINDOW = Duration.ofSeconds(300);

  final VirtualTime time = new VirtualTime();
  final Life life;
  final FakeComponents components;
  final Optional<FakeKura> kura;
  final FailingMedium disk;
  private final Path directory;
  final CotaComponent cota = new CotaComponent();
  final Platform platform;
  FakeCloudSession session;

  /** Foreign code runs immediately on the thread of the test, unless a test changes this. */
  Function<String, ThreadFactory> threads = name -> AtOnce::new;

  private Gateway(
      FakeComponents components,
      FailingMedium disk,
      Path directory,
      Platform platform,
      Life life,
      Optional<FakeKura> kura) {
    this.kura = kura;
    this.components = components;
    this.disk = disk;
    this.directory = directory;
    this.platform = platform;
    this.life = life;
    this.session = newSession();
    components.onUpdate(this::updated);
    components.beforeUpdate(life::step);
  }

  /** A gateway that starts for the first time. */
  static Gateway first(Life life) {
    return new Gateway(
        defaults("right"),
        disk(new MemoryMedium(), life),
        HERE,
        new Platform(),
        life,
        Optional.empty());
  }

  /** A gateway whose files and components are stored in a directory. */
  static Gateway in(Path directory, Life life) throws IOException {
    FailingMedium disk = new FailingMedium();
    disk.changing = life::step;
    FakeComponents components = defaults("right");
    components.keepIn(key -> new WholeFile(disk, directory.resolve("components").resolve(key)));
    return new Gateway(components, disk, directory, new Platform(), life, Optional.empty());
  }

  /** The same on Kura. */
  static Gateway firstOnKura(Life life) {
    FakeComponents components = defaults(FakeKura.encrypted("right"));
    return new Gateway(
        components,
        disk(new MemoryMedium(), life),
        HERE,
        new Platform(),
        life,
        Optional.of(FakeKura.first(components, life)));
  }

  static Gateway started() {
    Gateway gateway = first(Life.whole());
    gateway.start();
    return gateway;
  }

  /** Returns the next process after a kill. */
  Gateway nextProcess() {
    return nextProcess(Life.whole());
  }

  /** Returns the next process after a kill, which is killed itself. */
  Gateway nextProcess(Life next) {
    FakeComponents kept = kura.map(FakeKura::kept).orElseGet(components::nextProcess);
    return new Gateway(
        kept,
        disk(disk.medium(), next),
        directory,
        platform,
        next,
        kura.map(before -> before.nextProcess(kept, next)));
  }

  /** Each step of a file that is replaced is one of the process. */
  private static FailingMedium disk(Medium medium, Life life) {
    FailingMedium disk = new FailingMedium(medium);
    disk.changing = life::step;
    disk.syncing = life::step;
    return disk;
  }

  /** Drops everything that is not on the disk, including new file names. */
  void powerCut() {
    ((MemoryMedium) disk.medium()).powerCut();
  }

  /** The files of the remote configuration. */
  ConfigurationFiles files() {
    return new ConfigurationFiles("main", disk, Optional.of(directory.resolve("cota")));
  }

  private static FakeComponents defaults(String secret) {
    FakeComponents components = new FakeComponents();
    Map<String, Object> connection = new HashMap<>();
    connection.put("product.key", "pk");
    connection.put("device.name", "dn");
    connection.put("device.secret", secret);
    connection.put("host", "good.example");
    connection.put("port", 1883);
    connection.put("transport", "tls");
    connection.put("keep.alive.seconds", 120);
    components.add(
        CONNECTION,
        new FakeComponents.FormBuilder()
            .text("product.key", true)
            .text("device.name", true)
            .password("device.secret")
            .text("host", false)
            .number("port", 0, 65535)
            .text("transport", false, "tls", "tcp", "wss", "ws")
            .number("keep.alive.seconds", 30, 1200)
            .flag("clean.session"),
        connection);
    components.add(
        THING,
        new FakeComponents.FormBuilder()
            .text("connection", true)
            .text("validation", false, "reject", "warn", "off")
            .text("model.file", false),
        Map.of("connection", "main", "validation", "reject"));
    components.add(
        LIST,
        new FakeComponents.FormBuilder().texts("names", 3),
        Map.of("names", new String[] {"a", "b"}));
    components.add(
        COTA,
        new FakeComponents.FormBuilder()
            .text("connection", true)
            .text("applier", false)
            .text("allowed.pids", false)
            .flag("allow.http")
            .number("confirm.seconds", 30, 3600),
        Map.of("connection", "main", "allowed.pids", ALLOWED));
    components.add(
        "com.example.app", new FakeComponents.FormBuilder().flag("on"), Map.of("on", true));
    return components;
  }

  void start() {
    appear();
    kura.ifPresent(this::bringUp);
    cota.start(
        files(),
        components.properties(COTA),
        kura.isPresent() ? key -> Optional.empty() : components,
        platform::fetch,
        new ComponentThread("main", "process", time.scheduler(), time.clock(), time::nanoTime),
        threads);
    time.settle();
  }

  /**
   * Simulates Kura's deployment agent, which starts one package after another, that of this
   * component first.
   */
  private void bringUp(FakeKura service) {
    cota.addKura(service);
    service.untracked.addAll(components.everything().keySet());
    service.untracked.remove(COTA);
    time.scheduler().schedule(service.untracked::clear, 2, TimeUnit.SECONDS);
  }

  private FakeCloudSession newSession() {
    Map<String, Object> now = components.properties(CONNECTION);
    FakeDeviceLink link =
        new FakeDeviceLink(
            new DeviceIdentity(
                String.valueOf(now.get("product.key")), String.valueOf(now.get("device.name"))));
    link.answerWith(platform::answer);
    FakeCloudSession next = new FakeCloudSession(link);
    if (!reaches(now)) {
      link.online(false);
      link.refuseWith(LinkException.Reason.OFFLINE);
    }
    return next;
  }

  private static boolean reaches(Map<String, Object> connection) {
    return Objects.equals(connection.get("product.key"), "pk")
        && Objects.equals(connection.get("device.name"), "dn")
        && Objects.equals(FakeKura.plain(connection.get("device.secret")), "right")
        && Objects.equals(connection.get("host"), "good.example")
        && Objects.equals(connection.get("port"), 1883)
        && Objects.equals(connection.get("transport"), "tls");
  }

  /** Components follow a change a little later, as with ConfigurationAdmin. */
  private void updated(String key, Map<String, Object> properties) {
    if (key.equals(CONNECTION)) {
      time.scheduler().schedule(this::reconnect, 1, TimeUnit.SECONDS);
    } else if (key.equals(COTA)) {
      time.scheduler().execute(() -> cota.modified(properties));
    }
  }

  private void reconnect() {
    if (life.isOver()) {
      return;
    }
    cota.removeSession(session);
    session = newSession();
    time.scheduler().schedule(this::appear, 1, TimeUnit.SECONDS);
  }

  private void appear() {
    if (!life.isOver()) {
      cota.addSession(session, Map.of(CloudSession.PID, "main"));
    }
  }

  FakeDeviceLink link() {
    return session.link();
  }

  /** Pushes a file; the answer completes when time has passed. */
  CompletableFuture<Reply> push(String content) {
    platform.offer(content);
    CompletableFuture<Reply> reply =
        link().deliver("thing.config.push", JsonText.of(platform.offered())).toCompletableFuture();
    time.settle();
    return reply;
  }

  /** Pushes a file, waits for the end, and returns the result. */
  ConfigurationResult pushed(String content) {
    push(content);
    time.leap(WINDOW.plusSeconds(30));
    return cota.status().last().orElseThrow();
  }

  /** Returns the second answers to pushes. */
  List<String> secondReplies() {
    return link().published().stream()
        .map(p -> p.message())
        .filter(m -> m.topic().equals("/sys/pk/dn/thing/config/push_reply"))
        .map(m -> new String(m.payload(), StandardCharsets.UTF_8))
        .toList();
  }

  /** Those for calls of foreign code as a test has them; everything else runs at once. */
  void callsOn(ThreadFactory factory) {
    threads = name -> name.equals("kuralink-cota-main-calls") ? factory : AtOnce::new;
  }

  /** Runs a call where it is, so that time can stand still. */
  static final class AtOnce extends Thread {

    AtOnce(Runnable call) {
      super(call);
    }

    @Override
    public void start() {
      run();
    }
  }

  /** The platform with its one configuration. */
  static final class Platform {

    private final Map<String, byte[]> files = new HashMap<>();
    private Optional<String> offer = Optional.empty();
    private int number;
    int code = 200;
    final List<DownloadException.Kind> faults = new ArrayList<>();
    int downloads;
    boolean breaks;

    void offer(String content) {
      offer(content.getBytes(StandardCharsets.UTF_8));
    }

    void offer(byte[] content) {
      String digest = Offer.digestOf(content);
      files.put(digest, content);
      offer("c" + ++number, content.length, digest, "Sha256", "https://oss.example/file");
    }

    void offer(String id, long size, String sign, String method, String url) {
      offer =
          Optional.of(
              "{\"configId\":\"%s\",\"configSize\":%d,\"sign\":\"%s\",\"signMethod\":\"%s\","
                      .formatted(id, size, sign, method)
                  + "\"url\":\"%s\",\"getType\":\"file\"}".formatted(url));
    }

    void serve(String digest, byte[] content) {
      files.put(digest, content);
    }

    String offered() {
      return offer.orElseThrow();
    }

    Reply answer(FakeDeviceLink.Sent request) {
      if (!request.method().equals("thing.config.get")) {
        return Reply.success();
      }
      if (code != 200) {
        return Reply.failure(new ResultCode(code), "no");
      }
      return offer
          .map(text -> Reply.success(JsonText.of(text)))
          .orElseGet(() -> Reply.failure(new ResultCode(6710), "no data"));
    }

    byte[] fetch(Offer wanted, CotaSettings.Access access) throws DownloadException {
      downloads++;
      if (breaks) {
        throw new IllegalArgumentException("https://oss.example/file?Signature=secret");
      }
      if (!faults.isEmpty()) {
        throw new DownloadException(faults.remove(0), "failed by the test");
      }
      byte[] file = files.get(wanted.digest());
      if (file == null) {
        throw new DownloadException(DownloadException.Kind.LASTING, "the server answers 404");
      }
      return file.clone();
    }
  }
}
