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
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.FakeCloudSession;
import org.kuralink.api.connection.FakeDownloads;
import org.kuralink.api.connection.ProxyDouble;
import org.kuralink.api.connection.ServerTrust;
import org.kuralink.api.connection.ServerTrustException;
import org.kuralink.api.connection.SessionProxy;
import org.kuralink.api.ota.UpdateState;
import org.kuralink.download.FileServer;
import org.kuralink.download.SessionDownloads;
import org.kuralink.download.WebClient;
import org.kuralink.login.trust.TrustedRoots;

/** The component as a framework uses it, with a download over TLS. */
class OtaComponentTest {

  @TempDir private Path directory;
  private final OtaComponent component = new OtaComponent();
  private final FakeCloudSession session = new FakeCloudSession();

  @BeforeEach
  void fetch() {
    session.downloads(
        new SessionDownloads(
            new WebClient(session::proxy),
            session.trust(),
            roots -> TrustedRoots.only(roots)::context));
  }

  @AfterEach
  void end() {
    component.deactivate();
  }

  private static Map<String, Object> configuration(Object... more) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("connection", "main");
    properties.put("firmware.version", "1.0");
    properties.put("health.window.seconds", 1);
    properties.put("ca.certificate", FileServer.pem());
    for (int i = 0; i < more.length; i += 2) {
      properties.put(String.valueOf(more[i]), more[i + 1]);
    }
    return properties;
  }

  @Test
  void carriesOutAnUpdate() throws IOException {
    Path program = Files.writeString(directory.resolve("program"), OtaFixture.OLD);
    List<UpdateState> states = new CopyOnWriteArrayList<>();
    component.addListener(status -> states.add(status.state()));
    component.addInstaller(
        new RewritingInstaller(program, moment -> {}), Map.of("file.type", "bin"));
    component.addSession(session, Map.of("kura.service.pid", "main"));
    component.start("ota", directory.resolve("data"), configuration());
    await(() -> session.published().size() == 1);
    byte[] content = OtaFixture.NEW.getBytes(UTF_8);
    try (FileServer server = FileServer.https().serving("/firmware.bin", content)) {
      JsonObject order = OtaFixture.order(7, "url", server.url("/firmware.bin"));
      session.deliver("/ota/device/upgrade/pk/dn", order.toString().getBytes(UTF_8));
      await(() -> component.versions().equals(Map.of("default", "1.1")));
      await(() -> component.status().state() == UpdateState.IDLE);
    }
    assertEquals(OtaFixture.NEW, Files.readString(program));
    assertEquals(6, component.journal().size());
    await(() -> states.get(states.size() - 1) == UpdateState.IDLE);
    assertEquals("pk/dn", component.identity().toString());
  }

  @Test
  void fetchesFromAServerThatOnlyTheSessionKnows() throws IOException {
    assertEquals(UpdateState.IDLE, ends(FileServer.trust(), "ca.certificate", ""));
    assertEquals(Map.of("default", "1.1"), component.versions());
  }

  @Test
  void fetchesFromAServerThatOnlyTheFormKnows() throws IOException {
    ServerTrust nobody =
        () -> {
          throw new ServerTrustException("the keystore is not installed");
        };
    assertEquals(UpdateState.IDLE, ends(nobody, "download.retries", 0));
    assertEquals(Map.of("default", "1.1"), component.versions());
  }

  @Test
  void fetchesNothingFromAnUntrustedServer() throws IOException {
    ends(new FakeCloudSession().trust(), "ca.certificate", "", "download.retries", 0);
    assertEquals(Map.of("default", "1.0"), component.versions());
    assertTrue(
        component.journal().stream()
            .anyMatch(entry -> entry.toString().contains("certificate is not trusted")),
        component.journal()::toString);
  }

  /** The address of the file is unreachable, so only the proxy connects to the server. */
  @Test
  void fetchesThroughTheProxyOfTheSession() throws IOException {
    Path program = Files.writeString(directory.resolve("program"), OtaFixture.OLD);
    component.addInstaller(
        new RewritingInstaller(program, moment -> {}), Map.of("file.type", "bin"));
    byte[] content = OtaFixture.NEW.getBytes(UTF_8);
    try (FileServer server = FileServer.https().serving("/firmware.bin", content);
        ProxyDouble proxy = new ProxyDouble(SessionProxy.Kind.HTTP, server.port())) {
      session.proxy(proxy.asking());
      component.addSession(session, Map.of("kura.service.pid", "main"));
      component.start("ota", directory.resolve("data"), configuration());
      await(() -> session.published().size() == 1);
      JsonObject order = OtaFixture.order(7, "url", "https://localhost:1/firmware.bin");
      session.deliver("/ota/device/upgrade/pk/dn", order.toString().getBytes(UTF_8));
      await(() -> component.versions().equals(Map.of("default", "1.1")));
      assertEquals(Set.of("localhost:1"), Set.copyOf(proxy.targets));
    }
  }

  /** Returns the status after an order whose file is on a server with its own certificate. */
  private UpdateState ends(ServerTrust trust, Object... more) throws IOException {
    Path program = Files.writeString(directory.resolve("program"), OtaFixture.OLD);
    component.addInstaller(
        new RewritingInstaller(program, moment -> {}), Map.of("file.type", "bin"));
    session.trust(trust);
    component.addSession(session, Map.of("kura.service.pid", "main"));
    component.start("ota", directory.resolve("data"), configuration(more));
    await(() -> session.published().size() == 1);
    byte[] content = OtaFixture.NEW.getBytes(UTF_8);
    try (FileServer server = FileServer.https().serving("/firmware.bin", content)) {
      JsonObject order = OtaFixture.order(7, "url", server.url("/firmware.bin"));
      session.deliver("/ota/device/upgrade/pk/dn", order.toString().getBytes(UTF_8));
      await(() -> component.journal().size() > 1);
      await(() -> component.status().state() == UpdateState.IDLE);
    }
    return component.status().state();
  }

  @Test
  void withoutItsJournalItReportsThatUpdatesAreDisabled() throws IOException {
    // A file is in the place of the directory.
    Path inTheWay = Files.writeString(directory.resolve("data"), "");
    component.addSession(session, Map.of("kura.service.pid", "main"));
    component.start("ota", inTheWay, configuration());
    await(() -> !component.problems().isEmpty());
    assertTrue(
        component
            .problems()
            .get(0)
            .startsWith("updates are disabled, the journal cannot be read: "),
        component.problems()::toString);
  }

  @Test
  void followsTheConfigurationAndTheSession() {
    component.addSession(session, Map.of("kura.service.pid", "other"));
    component.start("ota", directory, configuration());
    await(() -> component.versions().equals(Map.of("default", "1.0")));
    assertEquals(List.of(), session.subscribedForAll());
    component.modified(configuration("connection", "other", "firmware.version", "2"));
    await(() -> session.subscribedForAll().size() == 2);
    await(() -> component.versions().equals(Map.of("default", "2")));
    component.modified(configuration("connection", "other", "firmware.version", "2"));
    assertEquals(2, session.subscribedForAll().size());
    component.removeSession(session);
    await(() -> session.subscribedForAll().isEmpty());
    assertThrows(
        CompletionException.class, () -> component.request("default").toCompletableFuture().join());
  }

  @Test
  void hasEndedWhenItWasDeactivated() {
    component.addSession(session, Map.of("kura.service.pid", "main"));
    component.start("ota", directory, configuration());
    await(() -> !session.subscribedForAll().isEmpty());
    component.deactivate();
    assertEquals(List.of(), session.subscribedForAll());
    assertEquals(UpdateState.IDLE, component.status().state());
    assertFalse(component.cancel("too late"));
    component.modified(configuration("firmware.version", "3"));
    assertEquals(Map.of(), component.versions());
  }

  @Test
  void endsTheDownloadWhenItIsDeactivated() throws Exception {
    Path program = Files.writeString(directory.resolve("program"), OtaFixture.OLD);
    CompletableFuture<Thread> fetching = new CompletableFuture<>();
    session.downloads(
        new FakeDownloads(
            request -> {
              fetching.complete(Thread.currentThread());
              new CountDownLatch(1).await();
              return new byte[0];
            }));
    component.addInstaller(
        new RewritingInstaller(program, moment -> {}), Map.of("file.type", "bin"));
    component.addSession(session, Map.of("kura.service.pid", "main"));
    component.start("ota", directory.resolve("data"), configuration());
    await(() -> session.published().size() == 1);
    JsonObject order = OtaFixture.order(7, "url", "https://files.example/firmware.bin");
    session.deliver("/ota/device/upgrade/pk/dn", order.toString().getBytes(UTF_8));
    Thread thread = fetching.get(60, TimeUnit.SECONDS);
    component.deactivate();
    thread.join(60_000);
    assertEquals(Thread.State.TERMINATED, thread.getState());
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(60))
        .until(condition);
  }
}
