/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

/** The eight ports of a simulator, two of them UDP; 0 in options stands for any free port. */
public record Ports(int tcp, int tls, int ws, int wss, int https, int http, int coaps, int coap) {

  /** The numbers a simulator takes unless told otherwise. */
  public static final Ports DEFAULT = new Ports(1883, 8883, 8083, 8443, 8444, 8080, 5684, 5682);

  /** Free ports, whichever they are. */
  public static final Ports EPHEMERAL = new Ports(0, 0, 0, 0, 0, 0, 0, 0);
}
