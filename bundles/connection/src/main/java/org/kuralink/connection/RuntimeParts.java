/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.connection.CredentialStore;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Downloads;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.ServerTrust;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.LineLogin;
import org.kuralink.api.line.LineServer;
import org.kuralink.api.line.LineSettings;
import org.kuralink.connection.link.ListenerLanes;
import org.kuralink.download.SessionDownloads;
import org.kuralink.download.WebClient;
import org.kuralink.login.LoginException;
import org.kuralink.login.provider.LoginProvider;
import org.kuralink.login.provider.LoginProviders;
import org.kuralink.login.provider.LoginSettings;
import org.kuralink.login.sign.SecretSigner;
import org.kuralink.login.trust.TrustedRoots;
import org.kuralink.queue.SegmentedUplinkQueue;
import org.kuralink.queue.UplinkQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of a session in a running gateway. Owns two executors of daemon threads that are named
 * after the component: the session thread, and the dispatch pool, which has at most one thread per
 * lane and none while it is idle.
 */
final class RuntimeParts implements SessionParts, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RuntimeParts.class);

  /** The lanes: inbound messages, replies, log-ins. */
  private static final int LANES = 3;

  private static final long CLOSING_SECONDS = 5;

  /** Longer than the closing handshake of a line, so that its last replies are still processed. */
  private static final long LINGER_SECONDS = 2;

  private final Path data;
  private final CredentialStore credentials;
  private final SessionTrust trust;
  private final ProxySettings proxies;
  private final SessionDownloads downloads;
  private final LineFactories lines;
  private final SecureRandom random = new SecureRandom();
  private final ScheduledThreadPoolExecutor session;
  private final ThreadPoolExecutor dispatch;
  private final ListenerThreads listeners;
  private volatile Optional<Secret> configured = Optional.empty();

  RuntimeParts(
      String name,
      Path data,
      CredentialStore credentials,
      SessionTrust trust,
      ProxySettings proxies,
      LineFactories lines) {
    this.lines = lines;
    this.data = data;
    this.trust = trust;
    this.proxies = proxies;
    this.credentials = credentials;
    downloads =
        new SessionDownloads(
            new WebClient(proxies), trust, roots -> TrustedRoots.only(roots)::context);
    session = new ScheduledThreadPoolExecutor(1, threads("kuralink-" + name + "-session"));
    session.setRemoveOnCancelPolicy(true);
    dispatch =
        new ThreadPoolExecutor(
            LANES,
            LANES,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(LANES),
            threads("kuralink-" + name + "-dispatch"));
    dispatch.allowCoreThreadTimeOut(true);
    listeners = new ListenerThreads(threads("kuralink-" + name + "-listener"));
  }

  @Override
  public Clock clock() {
    return Clock.systemUTC();
  }

  @Override
  public LongSupplier nanoTime() {
    return System::nanoTime;
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public ScheduledExecutorService session() {
    return session;
  }

  @Override
  public Executor dispatch() {
    return dispatch;
  }

  @Override
  public ListenerLanes.Threads listeners() {
    return listeners;
  }

  @Override
  public LoginProvider logins(ConnectionSettings settings) {
    configured = settings.login().deviceSecret();
    return LoginProviders.create(
        settings.login(),
        credentials,
        trust,
        settings::proxy,
        (unused, productSecret, text) -> register(settings, productSecret, text),
        clock(),
        random);
  }

  @Override
  public Optional<Secret> deviceSecret(DeviceIdentity device) {
    if (configured.isPresent()) {
      return configured;
    }
    try {
      return credentials.find(device);
    } catch (IOException e) {
      LOG.warn("The stored device secret of {} cannot be read: {}", device, e.getMessage());
      return Optional.empty();
    }
  }

  @Override
  public ServerTrust trust() {
    return trust;
  }

  @Override
  public WebClient.Proxies proxies() {
    return proxies;
  }

  @Override
  public Downloads downloads() {
    return downloads;
  }

  @Override
  public LineFactories lines() {
    return lines;
  }

  @Override
  public Path data() {
    return data;
  }

  /** Registers the device over the line that the log-in will use; the caller reports exceptions. */
  private Secret register(ConnectionSettings settings, Secret productSecret, String random)
      throws LoginException {
    LoginSettings login = settings.login();
    LineServer server = settings.server();
    LineLogin who =
        new LineLogin.Signed(
            login.identity(),
            login.identity().deviceName(),
            OptionalLong.empty(),
            new SecretSigner(login.signMethod(), productSecret));
    try {
      return lines
          .over(server.transport())
          .orElseThrow(
              () ->
                  new LineException(
                      SessionFault.Cause.LINE_MISSING, LineFactories.missing(server.transport())))
          .register(
              new LineSettings(who, server, trust, settings.proxy(), data, settings.limits(false)),
              random);
    } catch (LineException e) {
      throw new LoginException(e.cause(), String.valueOf(e.getMessage()));
    }
  }

  @Override
  public UplinkQueue queue(ConnectionSettings settings) {
    Path queues = settings.queueDirectory().orElse(data.resolve(FormerDirectories.QUEUE));
    DeviceIdentity identity = settings.login().identity();
    SegmentedUplinkQueue queue =
        SegmentedUplinkQueue.open(directoryOf(identity, queues), settings.queueLimits(), clock());
    new FormerDirectories(data).bring(identity, queues, queue, clock());
    return queue;
  }

  /**
   * Returns the queue directory of one identity: no device may send the messages of another one.
   */
  static Path directoryOf(DeviceIdentity identity, Path queues) {
    return queues
        .resolve(DataDirectory.fileName(identity.productKey()))
        .resolve(DataDirectory.fileName(identity.deviceName()));
  }

  /**
   * Cancels downloads, waits until the session thread has finished its work, and ends all threads.
   */
  @Override
  public void close() {
    downloads.close();
    CountDownLatch done = new CountDownLatch(1);
    session.execute(done::countDown);
    try {
      boolean inTime = done.await(CLOSING_SECONDS, TimeUnit.SECONDS);
      session.schedule(this::end, inTime ? LINGER_SECONDS : 0, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      session.shutdown();
      dispatch.shutdown();
    }
    listeners.shutdown();
  }

  private void end() {
    dispatch.shutdown();
    session.shutdownNow();
  }

  private static ThreadFactory threads(String name) {
    AtomicInteger number = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
