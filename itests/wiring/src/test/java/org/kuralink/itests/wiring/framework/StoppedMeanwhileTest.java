/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.wiring.framework;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.kuralink.api.channel.FieldChannels;
import org.kuralink.api.gateway.Gateway;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerMethod;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Tests deleting a configuration while its bundle is being stopped: the framework unregisters the
 * service that the component is about to unregister on the configuration thread. Nothing remains.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerMethod.class)
public class StoppedMeanwhileTest {

  private static final long PATIENCE_SECONDS = 30;

  @Inject private BundleContext context;
  @Inject private ConfigurationAdmin configurations;

  private final Set<Thread> before = threads();

  @Configuration
  public Option[] framework() {
    return new Option[] {Platform.with(List.of("kura-api", "api", "gateway"))};
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("kuralink-"))
        .collect(Collectors.toCollection(HashSet::new));
  }

  @Test
  public void subDevicesLeaveNoThread() throws Exception {
    leavesNoThread(Gateway.class);
  }

  @Test
  public void fieldChannelsLeaveNoThread() throws Exception {
    leavesNoThread(FieldChannels.class);
  }

  private void leavesNoThread(Class<?> door) throws Exception {
    Configurations ours = new Configurations(configurations);
    ours.createOffline("org.kuralink.gateway");
    Bundle bundle = owner(door);
    Set<Thread> running = threads();
    running.removeAll(before);
    assertFalse(running.isEmpty());
    CompletableFuture<Boolean> stopped = stopAsSoonAsItLeaves(door, bundle);
    ours.deleteAll();
    assertEquals(true, stopped.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    for (Thread thread : running) {
      thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
      assertFalse(thread.getName(), thread.isAlive());
    }
  }

  private Bundle owner(Class<?> door) throws InterruptedException {
    ServiceTracker<?, ?> doors = new ServiceTracker<>(context, door.getName(), null);
    doors.open();
    try {
      doors.waitForService(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
      return doors.getServiceReference().getBundle();
    } finally {
      doors.close();
    }
  }

  /** On the thread that takes the service away, between that and what is to follow. */
  private CompletableFuture<Boolean> stopAsSoonAsItLeaves(Class<?> door, Bundle bundle)
      throws Exception {
    CompletableFuture<Boolean> stopped = new CompletableFuture<>();
    ServiceListener listener =
        event -> {
          if (event.getType() == ServiceEvent.UNREGISTERING && !stopped.isDone()) {
            try {
              bundle.stop();
              stopped.complete(bundle.getState() == Bundle.RESOLVED);
            } catch (BundleException e) {
              stopped.completeExceptionally(e);
            }
          }
        };
    context.addServiceListener(listener, "(objectClass=" + door.getName() + ")");
    return stopped;
  }
}
