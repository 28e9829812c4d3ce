/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.Future;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.milo.opcua.stack.core.util.NonceUtil;
import org.eclipse.milo.opcua.stack.transport.client.tcp.OpcTcpClientTransportConfigBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of a channel for all its servers, all daemons: one for the network, one for timers,
 * and workers that exist while they have tasks. Milo's shared threads are not used, so that closing
 * one channel does not affect another one.
 */
record UaThreads(
    EventLoopGroup network,
    ExecutorService workers,
    ScheduledExecutorService times,
    HashedWheelTimer limits) {

  private static final Logger LOG = LoggerFactory.getLogger(UaThreads.class);
  private static final long IDLE_SECONDS = 10;
  private static final long CLOSING_SECONDS = 2;

  static UaThreads make() {
    beginQuietly();
    ScheduledThreadPoolExecutor times =
        new ScheduledThreadPoolExecutor(
            1, named("times"), new ScheduledThreadPoolExecutor.DiscardPolicy());
    times.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    times.setRemoveOnCancelPolicy(true);
    return new UaThreads(
        new NioEventLoopGroup(1, named("network")),
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            named("worker"),
            // A task is discarded only after the end: Milo still uses closed connections.
            new ThreadPoolExecutor.DiscardPolicy()),
        times,
        new HashedWheelTimer(named("limits")));
  }

  /**
   * Suppresses the error of a thread in Milo's random number generator, which ends with an error if
   * SLF4J is older than 2.0. The generator works without it, but Java would print the error.
   */
  private static void beginQuietly() {
    ThreadGroup quiet =
        new ThreadGroup("kuralink-opcua") {
          @Override
          public void uncaughtException(Thread thread, Throwable failure) {
            LOG.debug("{} ended: {}", thread.getName(), failure.toString());
          }
        };
    Thread first = new Thread(quiet, NonceUtil::isSecureRandomSeeded, "kuralink-opcua-begin");
    first.setDaemon(true);
    first.start();
  }

  static ThreadFactory named(String what) {
    AtomicInteger number = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, "kuralink-opcua-" + what + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  OpcTcpClientTransportConfigBuilder serve(OpcTcpClientTransportConfigBuilder transport) {
    return transport
        .setEventLoop(network)
        .setExecutor(workers)
        .setScheduledExecutor(times)
        .setWheelTimer(limits);
  }

  /**
   * Waits until the network threads have ended, because they cannot load further classes
   * afterwards.
   */
  void end() {
    limits.stop();
    times.shutdownNow();
    Future<?> closing = network.shutdownGracefully(0, CLOSING_SECONDS, TimeUnit.SECONDS);
    if (!closing.awaitUninterruptibly(CLOSING_SECONDS + 1, TimeUnit.SECONDS)) {
      LOG.debug("the network threads did not end in time");
    }
    workers.shutdown();
  }
}
