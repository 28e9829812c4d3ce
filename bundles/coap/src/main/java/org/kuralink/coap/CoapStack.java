/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.coap;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.network.interceptors.MessageInterceptor;
import org.eclipse.californium.core.network.interceptors.MessageInterceptorAdapter;
import org.eclipse.californium.elements.Connector;
import org.eclipse.californium.elements.UDPConnector;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.cipher.CipherSuite;
import org.kuralink.api.connection.ServerTrust;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts that all lines of this bundle share: Californium with our limits, its threads, the
 * stored states of devices, and resumable DTLS sessions. Any thread may call.
 */
final class CoapStack implements AutoCloseable {

  /**
   * The maximum payload without blocks: with symmetric encryption a complete message, before
   * padding.
   */
  static final int MOST_SYMMETRIC = 1024;

  /**
   * The maximum payload with blocks; the platform documents none, and accepts this much over HTTPS.
   */
  static final int MOST_IN_BLOCKS = 128 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(CoapStack.class);

  /**
   * Rejects incoming requests, because Californium stores each for four minutes and anybody may
   * send them.
   */
  private static final MessageInterceptor UNASKED =
      new MessageInterceptorAdapter() {
        @Override
        public void receiveRequest(Request request) {
          request.cancel();
        }
      };

  /** The default of RFC 7252. */
  private static final int FIRST_WAIT_MILLIS = 2000;

  private static final int CIPHER_BLOCK = 16;
  private static final int BLOCK = 1024;
  private static final int THREADS = 2;
  private static final int MOST_TASKS = 10_000;
  private static final long IDLE_SECONDS = 5;

  /**
   * After this silence the session is resumed, because a NAT box may have forgotten the gateway.
   */
  private static final int QUIET_SECONDS = 30;

  /** Servers keep sessions for about a day at most. */
  private static final int RESUMABLE_SECONDS = 24 * 3600;

  /** More than the number of connections; entries of closed connections do no harm. */
  private static final int MOST_SESSIONS = 100;

  private final ThreadPoolExecutor work = threads();
  private final ScheduledThreadPoolExecutor timer = repeater();
  private final Map<Path, CoapStateFile> memories = new ConcurrentHashMap<>();
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();
  private final Set<CoapEndpoint> open = ConcurrentHashMap.newKeySet();
  private final Set<CoapCaller> callers = ConcurrentHashMap.newKeySet();
  private final Clock clock;
  private final int firstWaitMillis;
  private volatile boolean closed;

  /** A DTLS session: the trust at its start, and Scandium's state. */
  private record Session(SSLContext context, byte[] state) {}

  CoapStack(Clock clock) {
    this(clock, FIRST_WAIT_MILLIS);
  }

  /**
   * A stack with another retransmission time.
   *
   * @param firstWaitMillis the time before the first retransmission; doubles each time
   */
  CoapStack(Clock clock, int firstWaitMillis) {
    this.clock = clock;
    this.firstWaitMillis = firstWaitMillis;
    CoapConfig.register();
    DtlsConfig.register();
  }

  Clock clock() {
    return clock;
  }

  /** The executor of blocking work: disk, names, certificates. */
  Executor work() {
    return work;
  }

  /** Returns the state in a file; the same object for all lines. */
  CoapStateFile memory(Path file) {
    return memories.computeIfAbsent(file, path -> new CoapStateFile(path, clock, work));
  }

  /** Opens an endpoint without DTLS. */
  CoapEndpoint plain() throws IOException {
    Configuration settings = settings();
    settings.set(CoapConfig.MAX_MESSAGE_SIZE, MOST_SYMMETRIC + CIPHER_BLOCK);
    // Blocks of one message would use one sequence number several times.
    settings.set(CoapConfig.BLOCKWISE_ENTITY_TOO_LARGE_AUTO_FAILOVER, false);
    return started(new UDPConnector(new InetSocketAddress(0), settings), settings);
  }

  /**
   * Opens an endpoint with DTLS 1.2, which resumes an earlier session if the trust is the same.
   *
   * @param name of the session; the same for the same device and server
   * @param trust the current trust
   */
  CoapEndpoint secure(String name, ServerTrust trust, DtlsTrust check) throws IOException {
    Configuration settings = settings();
    settings.set(CoapConfig.MAX_RESOURCE_BODY_SIZE, MOST_IN_BLOCKS);
    settings.set(CoapConfig.MAX_MESSAGE_SIZE, BLOCK);
    settings.set(CoapConfig.PREFERRED_BLOCK_SIZE, BLOCK);
    DtlsConnectorConfig.Builder dtls =
        new DtlsConnectorConfig.Builder(settings)
            .setAddress(new InetSocketAddress(0))
            .set(DtlsConfig.DTLS_ROLE, DtlsConfig.DtlsRole.CLIENT_ONLY)
            .set(DtlsConfig.DTLS_USE_SERVER_NAME_INDICATION, true)
            // Our verifier checks the name, too.
            .set(DtlsConfig.DTLS_VERIFY_SERVER_CERTIFICATES_SUBJECT, false)
            .set(DtlsConfig.DTLS_MAX_CONNECTIONS, 4)
            // A server with connection ids recognizes this client behind a new NAT port.
            .set(DtlsConfig.DTLS_CONNECTION_ID_LENGTH, 0)
            .set(DtlsConfig.DTLS_RECEIVER_THREAD_COUNT, 1)
            .set(DtlsConfig.DTLS_AUTO_HANDSHAKE_TIMEOUT, QUIET_SECONDS, TimeUnit.SECONDS)
            .setAsList(
                DtlsConfig.DTLS_CIPHER_SUITES,
                CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
                CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256)
            .setAdvancedCertificateVerifier(check);
    DTLSConnector connector = new DTLSConnector(dtls.build());
    connector.setExecutor(timer);
    Session kept = sessions.remove(name);
    boolean resumed = kept != null && kept.context.equals(trust.context());
    if (resumed) {
      connector.loadConnections(new ByteArrayInputStream(kept.state), 0);
    }
    CoapEndpoint endpoint = started(connector, settings);
    if (resumed) {
      connector.forceResumeAllSessions();
    }
    return endpoint;
  }

  private Configuration settings() {
    return Configuration.createStandardWithoutFile()
        .set(CoapConfig.ACK_TIMEOUT, firstWaitMillis, TimeUnit.MILLISECONDS)
        .set(UdpConfig.UDP_RECEIVER_THREAD_COUNT, 1)
        .set(UdpConfig.UDP_SENDER_THREAD_COUNT, 1);
  }

  private CoapEndpoint started(Connector connector, Configuration settings) throws IOException {
    CoapEndpoint endpoint =
        CoapEndpoint.builder()
            .setConfiguration(settings)
            .setConnector(connector)
            .setOptionRegistry(CoapMessages.OPTIONS)
            .build();
    endpoint.setExecutors(timer, timer);
    endpoint.addInterceptor(UNASKED);
    open.add(endpoint);
    try {
      endpoint.start();
      return endpoint;
    } catch (IOException e) {
      end(endpoint);
      throw e;
    }
  }

  /** Registers a caller, which is closed when the bundle stops. */
  void joined(CoapCaller caller) throws IOException {
    callers.add(caller);
    if (closed) {
      caller.giveUp();
      throw new IOException("the line is being stopped");
    }
  }

  void left(CoapCaller caller) {
    callers.remove(caller);
  }

  /** Closes an endpoint and its threads, for which it may wait. */
  void end(CoapEndpoint endpoint) {
    endpoint.destroy();
    open.remove(endpoint);
  }

  /** Closes an endpoint and keeps its session for resumption. */
  void end(CoapEndpoint endpoint, String name, SSLContext trusted) {
    if (open.contains(endpoint) && endpoint.getConnector() instanceof DTLSConnector connector) {
      endpoint.stop();
      ByteArrayOutputStream state = new ByteArrayOutputStream();
      try {
        if (connector.saveConnections(state, RESUMABLE_SECONDS) > 0) {
          if (sessions.size() >= MOST_SESSIONS) {
            sessions.clear();
          }
          sessions.put(name, new Session(trusted, state.toByteArray()));
        }
      } catch (IOException e) {
        LOG.debug("A DTLS session cannot be stored: {}", e.getMessage());
      }
    }
    end(endpoint);
  }

  /** Returns whether a line has a socket. */
  boolean isUsed() {
    return !open.isEmpty();
  }

  /** Closes all remaining lines. */
  @Override
  public void close() {
    closed = true;
    work.shutdown();
    Set.copyOf(callers).forEach(CoapCaller::giveUp);
    Set.copyOf(open).forEach(this::end);
    timer.shutdownNow();
    sessions.clear();
  }

  private static ThreadPoolExecutor threads() {
    ThreadPoolExecutor work =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_TASKS),
            named("kuralink-coap-"));
    work.allowCoreThreadTimeOut(true);
    return work;
  }

  private static ScheduledThreadPoolExecutor repeater() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(1, named("kuralink-coap-timer-"));
    timer.setRemoveOnCancelPolicy(true);
    timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    return timer;
  }

  private static ThreadFactory named(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
