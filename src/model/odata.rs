//! The OData envelope of responses.

use super::macros::model;

model! {
    /// A response that lists entities: `value` beside its annotations.
    ///
    /// An object without `value` is no collection, and does not read as one: the body of an error must not become an
    /// empty list. The documentation's page on one agent shows this shape too, where the metadata has a flat entity.
    pub struct Collection<T> {
        /// Says what the response is, as a URL. Its host differs by region and is not checked.
        /// Of the history actions the documented one lacks `$metadata#`.
        context: String => "@odata.context".usual().format("uri"),
        /// How many entities there are in all. In no sample of this API; standard OData.
        count: u32 as Whole => "@odata.count",
        /// Where the next page is. In no sample of this API; other resources of the service have it. A client follows it
        /// with [`Request::follow`](crate::model::Request::follow), which refuses links to other hosts.
        next_link: String => "@odata.nextLink".format("uri"),
        /// The entities.
        value: Vec<T> as List => "value".essential().non_null(),
    }
}

impl<T> Collection<T> {
    /// A collection of these entities.
    #[must_use]
    pub fn new(value: Vec<T>) -> Self {
        Self { value: value.into(), ..Self::default() }
    }

    /// The entities; none if `value` is absent or `null`.
    #[must_use]
    pub fn items(&self) -> &[T] {
        self.value.get().map_or(&[], Vec::as_slice)
    }

    /// The entities in order.
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

/// Adds entities behind those that are there, as those of the next page.
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
