/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.coap;

import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineEvents;
import org.kuralink.api.line.LineFactory;
import org.kuralink.api.line.LineSettings;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Provides CoAP lines; its {@link CoapStack} owns the threads. Californium is initialized when the
 * first line is created.
 */
@Component(
    service = LineFactory.class,
    property = {
      LineFactory.TRANSPORT + "=" + CoapAddress.DTLS,
      LineFactory.TRANSPORT + "=" + CoapAddress.SYMMETRIC
    })
public final class CoapComponent implements LineFactory {

  private @Nullable CoapStack stack;

  @Override
  public Line create(LineSettings settings, LineEvents events) {
    return new CoapLine(settings, events, stack());
  }

  private synchronized CoapStack stack() {
    CoapStack made = stack;
    if (made == null) {
      made = new CoapStack(Clock.systemUTC());
      stack = made;
    }
    return made;
  }

  /** Closes all lines; messages in flight are sent again over the next line. */
  @Deactivate
  void deactivate() {
    CoapStack made;
    synchronized (this) {
      made = stack;
    }
    if (made != null) {
      made.close();
    }
  }
}
