/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone.guard;

import java.util.Arrays;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.service.servlet.whiteboard.Preprocessor;

/** Registers the request check for each HTTP service. */
public final class GuardActivator implements BundleActivator {

  /** The framework property with additional host names of the Web Console, separated by commas. */
  public static final String FURTHER_HOSTS = "org.kuralink.web.hosts";

  @Override
  public void start(BundleContext context) {
    String hosts = context.getProperty(FURTHER_HOSTS);
    Set<String> further =
        Arrays.stream((hosts == null ? "" : hosts).split(","))
            .map(name -> name.strip().toLowerCase(Locale.ROOT))
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toUnmodifiableSet());
    Dictionary<String, Object> properties = new Hashtable<>();
    context.registerService(
        Preprocessor.class, new ConsoleGuard(new OriginRules(further)), properties);
  }

  @Override
  public void stop(BundleContext context) {
    // The framework unregisters the service.
  }
}
