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

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Downloads;
import org.kuralink.api.connection.FakeDownloads;
import org.kuralink.api.connection.GatewayCapability;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.ServerTrust;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineEvents;
import org.kuralink.api.line.LineFactory;
import org.kuralink.api.line.LineLogin;
import org.kuralink.api.line.LineSettings;
import org.kuralink.api.time.VirtualTime;
import org.kuralink.connection.link.ListenerLanes;
import org.kuralink.download.WebClient;
import org.kuralink.login.LoginException;
import org.kuralink.login.provider.Login;
import org.kuralink.login.provider.LoginProvider;
import org.kuralink.login.trust.TrustedRoots;
import org.kuralink.queue.QueueException;
import org.kuralink.queue.UplinkQueue;

/** A session in virtual time, with a platform that a test controls. */
public final class SessionRig implements SessionParts {

  public final VirtualTime time = new VirtualTime();
  public final List<FakeTransport> transports = new ArrayList<>();
  public final List<String> history = new ArrayList<>();
  public final Map<String, Object> properties = new HashMap<>();
  public FakeQueue queue = new FakeQueue();
  public Optional<LoginException> loginFailure = Optional.empty();
  public Optional<RuntimeException> queueFailure = Optional.empty();
  public boolean calls;
  public boolean subscribes;
  public final LineFactories lines = new LineFactories();
  public final LineFactory factory = this::line;
  public int logins;
  public int refusals;
  public int providersClosed;
  public int queuesOpened;
  public double chance = 0.5;
  public final ServerTrust trust = TrustedRoots.ofRuntime()::context;
  public final Downloads downloads = new FakeDownloads();
  private final Optional<ListenerLanes.Threads> listeners;
  public final Session session;
  public final CloudSession door;

  public SessionRig() {
    this(new DeviceIdentity("pk", "dn"));
  }

  /** A rig whose session belongs to somebody. */
  public SessionRig(DeviceIdentity identity) {
    this(identity, Optional.empty());
  }

  /** A rig whose listeners run on threads of their own, if there are any. */
  SessionRig(DeviceIdentity identity, Optional<ListenerLanes.Threads> listeners) {
    this.listeners = listeners;
    properties.put("product.key", identity.productKey());
    properties.put("device.name", identity.deviceName());
    properties.put("device.secret", "secret");
    properties.put("uplink.rate", 0);
    lines.bind(factory, Map.of(LineFactory.TRANSPORT, new String[] {"tcp", "tls", "wss", "ws"}));
    session = new Session(identity, this);
    lines.serve(session);
    door = session.service();
    door.addListener((from, now) -> history.add(from + ">" + now.state()));
    session.codec(new SimpleCodec());
  }

  /** A rig whose session is online. */
  public static SessionRig online() {
    SessionRig rig = new SessionRig();
    rig.configure();
    rig.accept();
    assertEquals(SessionState.ONLINE, rig.state());
    return rig;
  }

  /** Why a queue did not open. */
  public static QueueException queueFailure(String message) {
    try {
      java.nio.file.Path file = java.nio.file.Files.createTempFile("queue", "");
      try {
        org.kuralink.queue.SegmentedUplinkQueue.open(
                file,
                new org.kuralink.queue.QueueLimits(
                    1, 1, Duration.ZERO, Duration.ZERO, org.kuralink.queue.DropPolicy.OLDEST),
                Clock.systemUTC())
            .close();
        throw new AssertionError("a file was taken for a directory: " + message);
      } catch (QueueException e) {
        return e;
      } finally {
        java.nio.file.Files.delete(file);
      }
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public Optional<Secret> deviceSecret(DeviceIdentity device) {
    return Optional.of(Secret.of(String.valueOf(properties.get("device.secret"))));
  }

  /** Hands the session a gateway capability, as the framework does when it comes. */
  public void gateway(GatewayCapability capability) {
    session.service().gateway(Optional.of(capability));
  }

  public void configure() {
    try {
      session.configure(ConnectionSettings.read(properties, UnaryOperator.identity()));
    } catch (InvalidConfigurationException e) {
      session.misconfigured(e.getMessage());
    }
    time.settle();
  }

  public void configure(String name, Object value) {
    properties.put(name, value);
    configure();
  }

  /** The transport of the latest attempt. */
  public FakeTransport transport() {
    return transports.get(transports.size() - 1);
  }

  Line line(LineSettings settings, LineEvents events) {
    FakeTransport transport = new FakeTransport(settings, events);
    transport.calls = calls;
    transport.subscribes = subscribes && settings.limits().subDevices();
    transports.add(transport);
    return transport;
  }

  @Override
  public LineFactories lines() {
    return lines;
  }

  @Override
  public Path data() {
    return Path.of("data");
  }

  public void accept() {
    transport().accept();
    time.settle();
  }

  public void lose() {
    transport().lose();
    time.settle();
  }

  public void leap(long seconds) {
    time.leap(Duration.ofSeconds(seconds));
  }

  /** How many messages are in the queue when the session has taken in what it was told. */
  public int kept() {
    time.leap(Duration.ofMillis(250));
    return queue.records.size();
  }

  public SessionState state() {
    return door.status().state();
  }

  @Override
  public Clock clock() {
    return time.clock();
  }

  @Override
  public LongSupplier nanoTime() {
    return time::nanoTime;
  }

  @Override
  public RandomGenerator random() {
    return new RandomGenerator() {
      @Override
      public long nextLong() {
        return 41;
      }

      @Override
      public double nextDouble() {
        return chance;
      }
    };
  }

  @Override
  public ScheduledExecutorService session() {
    return time.scheduler();
  }

  @Override
  public Executor dispatch() {
    return time.scheduler();
  }

  @Override
  public ListenerLanes.Threads listeners() {
    return listeners.orElse(time.scheduler()::execute);
  }

  @Override
  public LoginProvider logins(ConnectionSettings settings) {
    return new LoginProvider() {
      @Override
      public Login login() throws LoginException {
        logins++;
        if (loginFailure.isPresent()) {
          throw loginFailure.get();
        }
        return new Login(
            new LineLogin.Token(settings.login().identity(), "id", "dn", Secret.of("password")),
            Optional.empty());
      }

      @Override
      public void refused() {
        refusals++;
      }

      @Override
      public void close() {
        providersClosed++;
      }
    };
  }

  @Override
  public ServerTrust trust() {
    return trust;
  }

  @Override
  public Downloads downloads() {
    return downloads;
  }

  @Override
  public WebClient.Proxies proxies() {
    return Optional::empty;
  }

  @Override
  public UplinkQueue queue(ConnectionSettings settings) {
    queuesOpened++;
    if (queueFailure.isPresent()) {
      throw queueFailure.get();
    }
    return queue;
  }
}
