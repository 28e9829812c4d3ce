/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.line;

import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.SessionFault;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes lines over some transports: a service with the property {@value #TRANSPORT}, a list of the
 * names that {@code transport} of a connection may have ({@code tls}, {@code tcp}, {@code wss},
 * {@code ws}; later others). Of several factories for a transport the one with the highest {@code
 * service.ranking} is asked. When the service goes, sessions leave the lines it made by themselves,
 * and the factory ends those that are left.
 *
 * <p>Any thread may call. {@link #create} must not block, whatever the network does.
 */
@ConsumerType
public interface LineFactory {

  /** The service property that names the transports; {@code String[]}, in lower case. */
  String TRANSPORT = "transport";

  /**
   * A line that was not opened yet. What is wrong with the settings shows at {@link Line#open}.
   *
   * @param events told what comes
   */
  Line create(LineSettings settings, LineEvents events);

  /**
   * Asks the platform for the secret of a device that has none yet (dynamic registration, developer
   * guide 2.3), over a line of its own. Blocks up to the limits of the settings.
   *
   * @param settings whose log-in signs with the product's secret
   * @param random a fresh text, part of what is signed
   * @throws LineException if the platform refuses or cannot be asked, or if these lines cannot
   *     register
   */
  default Secret register(LineSettings settings, String random) throws LineException {
    throw new LineException(
        SessionFault.Cause.CONFIGURATION,
        "a device cannot be registered over "
            + settings.server().transport()
            + "; choose registration https");
  }
}
