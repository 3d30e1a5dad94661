//! The OData envelope of responses.

use super::macros::model;

model! {
    /// A response that lists entities: the list `value`, and annotations.
    ///
    /// An object without `value` is not a collection, so that the body of an error does not become an empty list. The
    /// documentation's page on one agent shows a collection, where the metadata has a single entity.
    pub struct Collection<T> {
        /// OData context URL, which names the type of the response. The host differs by region and is not checked. The
        /// documented URL of the history actions lacks `$metadata#`.
        context: String => "@odata.context".usual().format("uri"),
        /// Number of entities on all pages. Standard OData; in no sample of this API.
        count: u32 as Whole => "@odata.count",
        /// URL of the next page; absent on the last. In no sample of this API; other resources of the service have it.
        /// A client follows it with [`Request::follow`](crate::model::Request::follow), which refuses links to other
        /// hosts.
        next_link: String => "@odata.nextLink".format("uri"),
        /// The entities.
        value: Vec<T> as List => "value".essential().non_null(),
    }
}

impl<T> Collection<T> {
    /// Creates a collection of these entities.
    #[must_use]
    pub fn new(value: Vec<T>) -> Self {
        Self { value: value.into(), ..Self::default() }
    }

    /// Returns the entities; empty if `value` is absent or `null`.
    ///
    /// ```
    /// use authscan::model::{Collection, ScanAgent};
    ///
    /// let agents: Collection<ScanAgent> = Collection::new(vec![ScanAgent::default()]);
    /// assert_eq!((agents.items().len(), agents.iter().count()), (1, 1));
    /// ```
    #[must_use]
    pub fn items(&self) -> &[T] {
        self.value.get().map_or(&[], Vec::as_slice)
    }

    /// Returns the number of entities; 0 if `value` is absent or `null`. A page of a list may have fewer than
    /// `@odata.count` says.
    ///
    /// ```
    /// use authscan::model::{Collection, ScanAgent};
    ///
    /// let page: Collection<ScanAgent> = authscan::parse(br#"{"@odata.count": 7, "value": [{"id": "a"}, {"id": "b"}]}"#)?;
    /// assert_eq!((page.len(), page.count.get()), (2, Some(&7)));
    /// assert!(Collection::<ScanAgent>::default().is_empty());
    /// # Ok::<(), authscan::Error>(())
    /// ```
    #[must_use]
    pub fn len(&self) -> usize {
        self.items().len()
    }

    /// Returns whether there are no entities.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items().is_empty()
    }

    /// Returns an iterator over the entities; empty if `value` is absent or `null`.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.items().iter()
    }
}

impl<'a, T> IntoIterator for &'a Collection<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a, T> IntoIterator for &'a mut Collection<T> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.value.get_mut().map_or(&mut [][..], Vec::as_mut_slice).iter_mut()
    }
}

impl<T> FromIterator<T> for Collection<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::new(items.into_iter().collect())
    }
}

/// Appends entities, such as the entities of the next page.
impl<T> Extend<T> for Collection<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        match self.value.get_mut() {
            Some(value) => value.extend(items),
            None => self.value = items.into_iter().collect::<Vec<_>>().into(),
        }
    }
}

impl<T> From<Vec<T>> for Collection<T> {
    fn from(value: Vec<T>) -> Self {
        Self::new(value)
    }
}

impl<T> IntoIterator for Collection<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.value.into_value().unwrap_or_default().into_iter()
    }
}
