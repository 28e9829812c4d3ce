/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.forms;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.HandlerProperties;
import org.kuralink.check.ConfigurationCheck;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/** The known PIDs and properties of all installed bundles, with and without forms. */
final class KnownForms {

  private static final String TAKERS =
      "(|(objectClass=org.osgi.service.cm.ManagedService)"
          + "(objectClass=org.osgi.service.cm.ManagedServiceFactory))";

  private final BundleContext context;
  private final MetaTypeService metatype;
  private final ServiceComponentRuntime components;

  KnownForms(BundleContext context, MetaTypeService metatype, ServiceComponentRuntime components) {
    this.context = context;
    this.metatype = metatype;
    this.components = components;
  }

  ConfigurationCheck.Known known() throws InvalidSyntaxException {
    Map<String, ConfigurationCheck.Form> forms = new TreeMap<>();
    for (Bundle bundle : context.getBundles()) {
      MetaTypeInformation information =
          bundle.getState() == Bundle.UNINSTALLED ? null : metatype.getMetaTypeInformation(bundle);
      if (information != null) {
        pids(information).forEach(pid -> add(forms, pid, form(information, pid)));
      }
    }
    return new ConfigurationCheck.Known(forms, taken());
  }

  /** Returns the factory PIDs, whose instances have a name after a tilde. */
  Set<String> factories() {
    return factories(context, metatype);
  }

  static Set<String> factories(BundleContext context, MetaTypeService metatype) {
    Set<String> factories = new HashSet<>();
    for (Bundle bundle : context.getBundles()) {
      MetaTypeInformation information =
          bundle.getState() == Bundle.UNINSTALLED ? null : metatype.getMetaTypeInformation(bundle);
      String[] pids = information == null ? null : information.getFactoryPids();
      factories.addAll(pids == null ? List.of() : List.of(pids));
    }
    return factories;
  }

  private static Stream<String> pids(MetaTypeInformation information) {
    return Stream.of(information.getPids(), information.getFactoryPids())
        .filter(some -> some != null)
        .flatMap(Stream::of);
  }

  /** Merges the forms that several bundles declare for one PID. */
  private static void add(
      Map<String, ConfigurationCheck.Form> forms, String pid, @Nullable ObjectClassDefinition ocd) {
    if (ocd == null) {
      return;
    }
    Map<String, List<String>> options = new TreeMap<>();
    ConfigurationCheck.Form former = forms.get(pid);
    if (former != null) {
      options.putAll(former.options());
    }
    AttributeDefinition[] fields = ocd.getAttributeDefinitions(ObjectClassDefinition.ALL);
    if (fields != null) {
      for (AttributeDefinition field : fields) {
        String[] values = field.getOptionValues();
        options.put(field.getID(), values == null ? List.of() : List.of(values));
      }
    }
    forms.put(pid, new ConfigurationCheck.Form(options));
  }

  private static @Nullable ObjectClassDefinition form(MetaTypeInformation information, String pid) {
    try {
      return information.getObjectClassDefinition(pid, null);
    } catch (IllegalArgumentException gone) {
      return null;
    }
  }

  private Set<String> taken() throws InvalidSyntaxException {
    Set<String> taken = new HashSet<>();
    ServiceReference<?>[] takers = context.getAllServiceReferences(null, TAKERS);
    if (takers != null) {
      for (ServiceReference<?> taker : takers) {
        Object pid = taker.getProperty("service.pid");
        if (pid != null) {
          taken.addAll(HandlerProperties.texts(Map.of("pid", pid), "pid"));
        }
      }
    }
    components.getComponentDescriptionDTOs().stream()
        .map(component -> List.of(component.configurationPid))
        .forEach(taken::addAll);
    return taken;
  }
}
