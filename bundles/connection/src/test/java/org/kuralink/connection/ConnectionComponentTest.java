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
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.crypto.CryptoService;
import org.eclipse.kura.system.SystemService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.ServerTrust;
import org.kuralink.api.connection.ServerTrustException;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.connection.SessionStatus;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineEvents;
import org.kuralink.api.line.LineFactory;
import org.kuralink.api.line.LineLogin;
import org.kuralink.api.line.LineSettings;
import org.kuralink.login.TestCertificates;
import org.kuralink.login.sign.SecretSigner;
import org.kuralink.login.sign.SignMethod;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** The component, with a framework that is only a list of services. */
class ConnectionComponentTest {

  @TempDir Path data;

  private final List<Service> services = new ArrayList<>();
  private final ConnectionComponent component = new ConnectionComponent();
  private final Map<String, Object> properties = new HashMap<>();
  private final List<FakeTransport> lines = new CopyOnWriteArrayList<>();
  private String dataProperty = "";

  record Service(List<String> types, Object object, Dictionary<String, ?> properties) {}

  @AfterEach
  void deactivate() {
    component.deactivate();
    assertTrue(services.isEmpty());
  }

  private BundleContext context() {
    return (BundleContext)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {BundleContext.class},
            (proxy, method, args) ->
                switch (method.getName()) {
                  case "getProperty" -> dataProperty;
                  case "registerService" -> register(args);
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private ServiceRegistration<?> register(Object[] args) {
    Service service =
        new Service(List.of((String[]) args[0]), args[1], (Dictionary<String, ?>) args[2]);
    services.add(service);
    return (ServiceRegistration<?>)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ServiceRegistration.class},
            (proxy, method, unused) -> services.remove(service));
  }

  private void activate() {
    activate("tcp");
  }

  private void activate(String transport) {
    dataProperty = data.toString();
    properties.put("kura.service.pid", "gw");
    properties.put("service.pid", "org.kuralink.connection-1-2");
    properties.put("product.key", "pk");
    properties.put("device.name", "dn");
    properties.put("device.secret", "verySecret");
    properties.put("host", "127.0.0.1");
    properties.put("port", 1);
    properties.put("transport", transport);
    component.bindLine(
        ConnectionComponentTest::towardsNobody,
        Map.of(LineFactory.TRANSPORT, new String[] {"tcp", "tls"}));
    component.activate(context(), properties);
  }

  /** A line to a server that nobody has started; it looks for trust first, as each line does. */
  private static Line towardsNobody(LineSettings settings, LineEvents events) {
    FakeTransport line = new FakeTransport(settings, events);
    try {
      if (settings.server().transport().equals("tls")) {
        settings.trust().context();
      }
      line.refuse(Cause.UNREACHABLE, "no server listens at 127.0.0.1:1");
    } catch (ServerTrustException e) {
      line.refuse(Cause.CONFIGURATION, e.getMessage());
    }
    return line;
  }

  private Service service(Class<?> type) {
    return services.stream()
        .filter(service -> service.types().contains(type.getName()))
        .findFirst()
        .orElseThrow();
  }

  private CloudSession session() {
    return (CloudSession) service(CloudSession.class).object();
  }

  private SessionStatus await(Predicate<SessionStatus> condition) throws Exception {
    CloudSession session = session();
    CompletableFuture<SessionStatus> reached = new CompletableFuture<>();
    try (var listening =
        session.addListener(
            (from, now) -> {
              if (condition.test(now)) {
                reached.complete(now);
              }
            })) {
      if (condition.test(session.status())) {
        reached.complete(session.status());
      }
      return reached.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void theSessionShowsWhomItTrustsAndFollowsTheConfiguration() throws Exception {
    activate();
    ServerTrust trust = session().trust();
    SSLContext runtime = trust.context();
    assertSame(runtime, trust.context());
    properties.put("ca.certificate", TestCertificates.shared().pem("ca"));
    component.modified(properties);
    assertSame(trust, session().trust());
    SSLContext more = trust.context();
    assertNotSame(runtime, more);
    assertSame(more, trust.context());
    properties.put("ca.certificate", "nonsense");
    component.modified(properties);
    ServerTrustException e = assertThrows(ServerTrustException.class, trust::context);
    assertTrue(e.getMessage().startsWith("ca.certificate has no certificate"), e.getMessage());
  }

  @Test
  void theSessionShowsItsProxyAndFollowsTheConfiguration() throws Exception {
    properties.put("proxy.url", "nonsense");
    activate();
    assertThrows(java.io.IOException.class, session()::proxy);
    properties.put("proxy.url", "http://proxy.example:3128");
    component.modified(properties);
    assertEquals("proxy.example:3128", session().proxy().orElseThrow().toString());
  }

  @Test
  void offersOneServiceWithoutSecretsAmongItsProperties() {
    activate();
    Dictionary<String, ?> properties = service(CloudSession.class).properties();
    assertEquals("gw", properties.get(CloudSession.PID));
    assertEquals("org.kuralink.connection-1-2", properties.get("service.pid"));
    assertEquals(2, properties.size());
    assertSame(service(CloudSession.class), service(ConfigurableComponent.class));
    assertEquals(1, services.size());
  }

  @Test
  void triesToLogInOnItsOwnAndKeepsDurableMessages() throws Exception {
    activate();
    CompletableFuture<Void> queued =
        session()
            .publish(
                new Message("/pk/dn/user/update", "x".getBytes(StandardCharsets.UTF_8)),
                Delivery.DURABLE)
            .toCompletableFuture();
    SessionStatus status = await(now -> now.state() == SessionState.WAITING);
    assertEquals(Cause.UNREACHABLE, status.fault().orElseThrow().cause());
    assertEquals("tcp://127.0.0.1:1", status.server().orElseThrow());
    assertEquals(1, session().status().queue().messages());
    assertTrue(!queued.isDone());
    assertTrue(data.resolve("gw/queue/pk/dn").toFile().isDirectory());
  }

  @Test
  void staysTheSameServiceUnlessTheIdentityChanges() {
    activate();
    CloudSession session = session();
    component.modified(properties);
    properties.put("port", 2);
    component.modified(properties);
    properties.put("port", "wrong");
    component.modified(properties);
    assertSame(session, session());
    properties.put("port", 2);
    properties.put("device.name", "other");
    component.modified(properties);
    assertNotSame(session, session());
    assertEquals("other", session().identity().deviceName());
    assertEquals(1, services.size());
  }

  @Test
  void aWrongConfigurationLeavesAServiceThatSaysSo() throws Exception {
    component.activate(context(), Map.of("kura.service.pid", "gw", "port", "x"));
    String message = String.valueOf(faultMessage());
    assertTrue(message.contains("product.key is missing"), message);
    assertTrue(message.contains("port is not a whole number; allowed is 0..65535"), message);
    assertEquals(SessionState.STOPPED, session().status().state());
    mend();
    await(now -> now.state() == SessionState.WAITING);
  }

  private void mend() {
    dataProperty = data.toString();
    component.modified(
        Map.of(
            "kura.service.pid", "gw",
            "product.key", "pk",
            "device.name", "dn",
            "device.secret", "s",
            "host", "127.0.0.1",
            "port", "1",
            "transport", "tcp"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SslManagerService", "KeystoreService"})
  void doesNotLogInWithAnotherTrustThanTheOneThatWasChosen(String service) throws Exception {
    properties.put(service + ".target", "(kura.service.pid=gone)");
    activate("tls");
    SessionStatus status = await(now -> now.state() == SessionState.WAITING);
    SessionFault fault = status.fault().orElseThrow();
    assertEquals(Cause.CONFIGURATION, fault.cause());
    assertTrue(
        fault.message().startsWith("no service matches " + service + ".target"), fault.message());
  }

  @Test
  void saysThatThereIsNoDataDirectory() throws Exception {
    dataProperty = "";
    component.activate(
        context(), Map.of("product.key", "pk", "device.name", "dn", "device.secret", "s"));
    assertTrue(String.valueOf(faultMessage()).contains("org.kuralink.data"));
  }

  /** Faults without a transition are not told to listeners; the status shows them soon. */
  private String faultMessage() throws Exception {
    CloudSession session = session();
    CompletableFuture<Void> settled =
        session
            .publish(new Message("/a", new byte[0]), Delivery.DURABLE)
            .toCompletableFuture()
            .exceptionally(refused -> null)
            .toCompletableFuture();
    settled.get(30, TimeUnit.SECONDS);
    return session.status().fault().orElseThrow().message();
  }

  /** Lets everybody in. */
  private Line towardsThePlatform(LineSettings settings, LineEvents events) {
    FakeTransport line = new FakeTransport(settings, events);
    lines.add(line);
    line.accept();
    return line;
  }

  private String signature(int line) {
    LineLogin.Signed login =
        assertInstanceOf(LineLogin.Signed.class, lines.get(line).settings.login());
    return login.signer().sign(Map.of("deviceName", "dn"));
  }

  private static String signature(String secret) {
    return new SecretSigner(SignMethod.HMACSHA256, Secret.of(secret))
        .sign(Map.of("deviceName", "dn"));
  }

  /** Opens what it has sealed, and takes all else for plain, as Kura's does. */
  private static CryptoService cipher(Map<String, String> sealed) {
    return (CryptoService)
        Proxy.newProxyInstance(
            ConnectionComponentTest.class.getClassLoader(),
            new Class<?>[] {CryptoService.class},
            (proxy, method, args) -> {
              if (!method.getName().equals("decryptAes")) {
                return method.getName().equals("equals") ? proxy == args[0] : 0;
              }
              String open = sealed.get(new String((char[]) args[0]));
              if (open == null) {
                throw new KuraException(KuraErrorCode.INVALID_PARAMETER, "not sealed");
              }
              return open.toCharArray();
            });
  }

  /** What the session was told before has been done when this returns. */
  private void settle() throws Exception {
    session()
        .publish(new Message("/pk/dn/user/settle", new byte[0]), Delivery.DURABLE)
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  @Test
  void aCryptoServiceThatComesCostsALogInOnlyIfASecretDiffers() throws Exception {
    component.bindLine(
        this::towardsThePlatform,
        Map.of(LineFactory.TRANSPORT, new String[] {"tcp"}, "service.ranking", 1));
    activate();
    await(SessionStatus::isOnline);
    assertEquals(signature("verySecret"), signature(0));
    CryptoService blank = cipher(Map.of());
    component.bindCrypto(blank);
    settle();
    assertEquals(1, lines.size());
    CryptoService knowing = cipher(Map.of("verySecret", "theSecretItself"));
    component.bindCrypto(knowing);
    component.unbindCrypto(blank);
    await(now -> now.sessions() == 2);
    assertEquals(signature("theSecretItself"), signature(1));
    component.unbindCrypto(knowing);
    properties.put("display.name", "while nobody can decrypt");
    component.modified(properties);
    settle();
    component.bindCrypto(knowing);
    settle();
    assertEquals(2, lines.size());
  }

  @Test
  void aDataDirectoryThatComesIsTaken() throws Exception {
    component.bindLine(
        this::towardsThePlatform,
        Map.of(LineFactory.TRANSPORT, new String[] {"tls"}, "service.ranking", 1));
    component.activate(
        context(),
        Map.of(
            "kura.service.pid", "gw",
            "product.key", "pk",
            "device.name", "dn",
            "device.secret", "s"));
    assertTrue(String.valueOf(faultMessage()).contains("org.kuralink.data"));
    SystemService kura = data::toString;
    component.bindSystem(kura);
    await(SessionStatus::isOnline);
    assertTrue(data.resolve("kuralink/gw/queue/pk/dn").toFile().isDirectory());
    CloudSession session = session();
    component.unbindSystem(kura);
    component.modified(
        Map.of(
            "kura.service.pid", "gw",
            "product.key", "pk",
            "device.name", "dn",
            "device.secret", "s",
            "display.name", "while Kura does not say where"));
    assertSame(session, session());
    settle();
    assertEquals(1, lines.size());
  }
}
